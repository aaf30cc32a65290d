//! The way to the PBX: straight, as the system says, or through a given proxy.

use std::fmt;
use std::str::FromStr;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Host;

use crate::server::{plain_text, read_host, split_port};
use crate::{Error, Secret, ServerAddress};

/// The registered port of SOCKS (RFC 1928). HTTP proxies have none of their own.
const SOCKS_PORT: u16 = 1080;

/// How connections leave this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// As the operating system says; on Linux the variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    /// Never for a server on this computer. Scripts that choose a proxy (PAC) are not run.
    #[default]
    System,
    /// Straight, whatever the system says.
    Direct,
    /// Through this one, whatever the system says, and to this computer too.
    Through(ProxyServer),
}

/// A proxy and how to sign in to it. Displays as its address, without the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyServer {
    /// Where it is.
    pub address: ProxyAddress,
    /// User and password, if it asks for them.
    pub credentials: Option<ProxyCredentials>,
}

/// Scheme, host and port of a proxy: `http://proxy.example.com:3128` or `socks5h://proxy.example.com:1080`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyAddress {
    kind: ProxyKind,
    host: Host,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProxyKind {
    Http,
    /// The proxy looks the name up: the PBX may be known in its network only.
    Socks,
}

/// User and password for a proxy (Basic for HTTP, RFC 1929 for SOCKS).
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyCredentials {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

impl fmt::Debug for ProxyCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyCredentials([secret])")
    }
}

impl FromStr for ProxyServer {
    type Err = Error;

    /// Reads `http://host:port`, `socks5h://host:port` and the same with `user:password@`, percent-encoded or not.
    /// Without a scheme it is HTTP; `socks5://` means the same as `socks5h://`.
    fn from_str(typed: &str) -> Result<Self, Error> {
        // A password may hold any character; the host cannot hold an @.
        let (start, place) = typed.rsplit_once('@').unwrap_or(("", typed));
        let place = plain_text(place);
        let (scheme, user_info, place) =
            if let ("", Some((scheme, place))) = (start, place.split_once("://")) {
                (scheme, "", place)
            } else {
                let (scheme, user_info) = start.split_once("://").unwrap_or(("http", start));
                (scheme, user_info, place.as_str())
            };
        let refuse = |reason: String| Error::InvalidProxy {
            // What stands before the @ is secret.
            typed: place.chars().filter(|c| !c.is_control()).take(80).collect(),
            reason,
        };
        Ok(Self {
            address: read_address(scheme, place).map_err(refuse)?,
            credentials: credentials_in(user_info),
        })
    }
}

fn read_address(scheme: &str, place: &str) -> Result<ProxyAddress, String> {
    let kind = match scheme.trim().to_ascii_lowercase().as_str() {
        "http" => ProxyKind::Http,
        "socks5" | "socks5h" => ProxyKind::Socks,
        _ => return Err("only http:// and socks5h:// proxies are possible".to_owned()),
    };
    let authority = place.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = split_port(authority)
        .ok_or_else(|| "the port is not a number from 1 to 65535".to_owned())?;
    let host = read_host(&host)?;
    let port = match (port, kind) {
        (Some(port), _) => port,
        (None, ProxyKind::Socks) => SOCKS_PORT,
        (None, ProxyKind::Http) => {
            return Err("its port is missing, often 3128 or 8080".to_owned());
        }
    };
    Ok(ProxyAddress { kind, host, port })
}

fn credentials_in(user_info: &str) -> Option<ProxyCredentials> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    (!user_info.is_empty()).then(|| ProxyCredentials {
        user: decoded(user),
        password: Secret::new(decoded(password)),
    })
}

impl ProxyAddress {
    fn scheme(&self) -> &'static str {
        match self.kind {
            ProxyKind::Http => "http",
            ProxyKind::Socks => "socks5h",
        }
    }
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme(), self.host, self.port)
    }
}

impl fmt::Display for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

impl ProxyServer {
    /// Address and credentials in one, as the HTTP library takes them.
    fn with_credentials(&self) -> Secret {
        let mut url = self.to_string();
        if let Some(sign_in) = &self.credentials {
            let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let user_info = format!(
                "://{}:{}@",
                encoded(&sign_in.user),
                encoded(sign_in.password.expose())
            );
            url = url.replacen("://", &user_info, 1);
        }
        Secret::new(url)
    }
}

impl Proxy {
    /// As the HTTP library takes it; `None` leaves it to the system.
    pub(crate) fn for_library(&self) -> Result<Option<reqwest::Proxy>, reqwest::Error> {
        match self {
            Self::System | Self::Direct => Ok(None),
            Self::Through(server) => {
                reqwest::Proxy::all(server.with_credentials().expose()).map(Some)
            }
        }
    }
}

/// The proxy between this computer and a PBX, as it turned out.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// Its address, without credentials.
    pub(crate) name: String,
    /// Whether it is given user and password.
    pub(crate) signs_in: bool,
    /// The same for the connectors of the HTTP library.
    pub(crate) intercept: Intercept,
}

impl Route {
    /// The proxy that connections to `server` go through.
    pub(crate) fn to(server: &ServerAddress, proxy: &Proxy) -> Option<Self> {
        // The reader that the HTTP library has inside, so that both say the same.
        let matcher = match proxy {
            Proxy::Direct => return None,
            // A proxy set for the network has no way to this computer.
            Proxy::System if server.is_loopback() => return None,
            Proxy::System => Matcher::from_system(),
            Proxy::Through(given) => Matcher::builder()
                .all(given.with_credentials().expose().to_owned())
                .build(),
        };
        let intercept = matcher.intercept(&server.url("/").as_str().parse().ok()?)?;
        Some(Self {
            name: intercept.uri().to_string().trim_end_matches('/').to_owned(),
            signs_in: intercept.basic_auth().is_some() || intercept.raw_auth().is_some(),
            intercept,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> ProxyServer {
        typed
            .parse()
            .unwrap_or_else(|error| panic!("{typed}: {error}"))
    }

    #[test]
    fn what_people_type_becomes_a_proxy() {
        for (typed, address) in [
            ("proxy.example.com:3128", "http://proxy.example.com:3128"),
            (
                " HTTP://Proxy.example.com:8080/ ",
                "http://proxy.example.com:8080",
            ),
            ("http://proxy:80", "http://proxy:80"),
            ("socks5h://10.0.0.1", "socks5h://10.0.0.1:1080"),
            ("socks5://10.0.0.1:9050", "socks5h://10.0.0.1:9050"),
            ("http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128"),
        ] {
            assert_eq!(read(typed).to_string(), address, "typed {typed:?}");
            assert_eq!(read(typed).credentials, None, "typed {typed:?}");
        }
    }

    #[test]
    fn credentials_are_taken_out_at_once() {
        for (typed, user, password) in [
            ("http://bob:pass-1@proxy:3128", "bob", "pass-1"),
            ("bob:pass-1@proxy:3128", "bob", "pass-1"),
            ("socks5h://bob:p%40ss%3A@proxy", "bob", "p@ss:"),
            (
                "http://corp%5Cbob:a/b#c?d@e@proxy:3128",
                "corp\\bob",
                "a/b#c?d@e",
            ),
            ("http://bob:http://x@proxy:3128", "bob", "http://x"),
            ("http://bob:50%off@proxy:3128", "bob", "50%off"),
            ("http://bob@proxy:3128", "bob", ""),
        ] {
            let proxy = read(typed);
            let found = proxy.credentials.clone().expect("credentials");
            assert_eq!(
                (found.user.as_str(), found.password.expose()),
                (user, password),
                "{typed}"
            );
            let printed = format!("{proxy} {proxy:?}");
            assert!(
                !printed.contains("bob") && (password.is_empty() || !printed.contains(password)),
                "{typed} leaks into {printed}"
            );
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_with_a_reason() {
        for (typed, reason) in [
            ("", "missing"),
            ("proxy", "port"),
            ("http://proxy", "port"),
            ("http://:3128", "missing"),
            ("https://proxy:3128", "only"),
            ("ftp://proxy:3128", "only"),
            ("http://proxy:0", "port"),
            ("bob:hunter2@proxy", "port"),
            ("ftp://bob:hunter2@proxy:1", "only"),
        ] {
            let message = typed.parse::<ProxyServer>().expect_err(typed).to_string();
            assert!(message.contains(reason), "typed {typed:?}: {message}");
            assert!(
                !message.contains("hunter2"),
                "a password leaks into {message}"
            );
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_display_reads_back(
            typed in prop_oneof!["\\PC{0,60}", "(http|socks5h)://(.{0,9}:.{0,9}@)?[a-z0-9.]{1,20}:[0-9]{1,5}"]
        ) {
            if let Ok(proxy) = typed.parse::<ProxyServer>() {
                let again: ProxyServer = proxy.to_string().parse().expect("its own display");
                prop_assert_eq!(again.address, proxy.address);
                prop_assert_eq!(again.credentials, None);
            }
        }
    }
}
