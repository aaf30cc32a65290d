//! The address of a PBX as a person types it, reduced to one origin.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use url::{Host, Url};

use crate::Error;

/// Port of the REST API, the web portal and the events of v16 and v22 (api.md, section 1).
const HTTPS_PORT: u16 = 8887;
/// The plain port of the same server; used only when `http://` was typed without a port.
const HTTP_PORT: u16 = 8888;

/// Scheme, host and port of a PBX. Displays as its origin, for example `https://pbx.example.com:8887`.
///
/// Reads what people paste: `pbx.example.com`, `pbx.example.com:8887`, `https://pbx:8887/api/`, `[::1]:8887`, the portal's
/// address with path and fragment. Without a scheme it is `https`; without a port it is 8887 (8888 for `http://`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerAddress {
    plain: bool,
    host: Host,
    port: u16,
}

impl ServerAddress {
    /// Whether the address says `http://`: nothing sent there is encrypted.
    pub fn is_plain_http(&self) -> bool {
        self.plain
    }

    /// Whether the address can only mean this computer.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
        }
    }

    /// Host name or address; an IPv6 address stands in brackets.
    pub fn host(&self) -> String {
        self.host.to_string()
    }

    /// The port, always explicit.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The absolute URL of `path`, which starts with a slash and is already percent-encoded: `/api/info`.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.origin();
        let (path, query) = path
            .split_once('?')
            .map_or((path, None), |(p, q)| (p, Some(q)));
        url.set_path(path);
        url.set_query(query);
        url
    }

    /// Whether `url` has the same scheme, host and port: the only place the bearer token may go.
    pub(crate) fn is_origin_of(&self, url: &Url) -> bool {
        url.scheme() == self.scheme()
            && url.host().is_some_and(|host| host.to_owned() == self.host)
            && url.port_or_known_default() == Some(self.port)
    }

    /// The host as TLS sees it: no brackets around IPv6.
    pub(crate) fn tls_name(&self) -> String {
        match &self.host {
            Host::Ipv6(ip) => ip.to_string(),
            other => other.to_string(),
        }
    }

    fn scheme(&self) -> &'static str {
        if self.plain { "http" } else { "https" }
    }

    fn origin(&self) -> Url {
        // The parts were parsed by the same library, so printing and parsing them again cannot fail; a wrong
        // address in an error message beats a panic should that ever change.
        Url::parse(&self.to_string()).unwrap_or_else(|_| unreachable_origin())
    }
}

/// An address that resolves nowhere (RFC 2606).
fn unreachable_origin() -> Url {
    #[allow(clippy::expect_used)] // a constant, parsed by a test
    Url::parse("https://invalid.invalid").expect("a constant URL")
}

impl FromStr for ServerAddress {
    type Err = Error;

    fn from_str(typed: &str) -> Result<Self, Error> {
        let refuse = |reason: &str| Error::InvalidAddress {
            typed: shown(typed),
            reason: reason.to_owned(),
        };
        let text = typed.trim();
        let (plain, rest) = match text.split_once("://") {
            None => (false, text),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (false, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (true, rest),
            Some(_) => return Err(refuse("only https:// and http:// addresses are possible")),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(refuse(
                "user name and password do not belong into the address",
            ));
        }
        let (host, port) = split_port(authority)
            .ok_or_else(|| refuse("the port is not a number from 1 to 65535"))?;
        if host.is_empty() {
            return Err(refuse("the host name is missing"));
        }
        let host = Host::parse(&host)
            .map_err(|cause| refuse(&format!("the host name is not valid ({cause})")))?;
        let port = port.unwrap_or(if plain { HTTP_PORT } else { HTTPS_PORT });
        Ok(Self { plain, host, port })
    }
}

/// Host (an IPv6 address in brackets) and port of `host`, `host:port`, `[v6]:port` or a bare IPv6 address.
fn split_port(authority: &str) -> Option<(String, Option<u16>)> {
    if authority.parse::<Ipv6Addr>().is_ok() {
        return Some((format!("[{authority}]"), None));
    }
    let after_bracket = authority.rfind(']').map_or(0, |at| at + 1);
    match authority[after_bracket..].rfind(':') {
        None => Some((authority.to_owned(), None)),
        Some(at) => {
            let (host, port) = authority.split_at(after_bracket + at);
            match &port[1..] {
                "" => Some((host.to_owned(), None)),
                digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
                    let port = digits.parse().ok().filter(|&port| port != 0)?;
                    Some((host.to_owned(), Some(port)))
                }
                _ => None,
            }
        }
    }
}

/// What was typed, fit for a message: short, without control characters and without `user:password@`.
fn shown(typed: &str) -> String {
    let tail = typed.rsplit('@').next().unwrap_or_default();
    tail.chars().filter(|c| !c.is_control()).take(80).collect()
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme(), self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_becomes_an_origin() {
        for (typed, origin) in [
            ("pbx.example.com", "https://pbx.example.com:8887"),
            ("  PBX.Example.com:8887 ", "https://pbx.example.com:8887"),
            ("https://pbx:8887/", "https://pbx:8887"),
            (
                "https://pbx.example.com/api/",
                "https://pbx.example.com:8887",
            ),
            (
                "https://pbx.example.com:443/#/login?x=1",
                "https://pbx.example.com:443",
            ),
            ("HTTP://127.0.0.1", "http://127.0.0.1:8888"),
            ("http://localhost:80/", "http://localhost:80"),
            ("[::1]:9000", "https://[::1]:9000"),
            ("::1", "https://[::1]:8887"),
            ("2001:db8::7", "https://[2001:db8::7]:8887"),
            ("192.168.1.10:", "https://192.168.1.10:8887"),
            ("büro.example", "https://xn--bro-hoa.example:8887"),
        ] {
            let address: ServerAddress = typed.parse().expect(typed);
            assert_eq!(address.to_string(), origin, "typed {typed:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        for typed in [
            "",
            "   ",
            "https://",
            "ftp://pbx",
            "pbx:0",
            "pbx:99999",
            "pbx:abc",
            "a b",
            "[::1",
            "u:p@pbx",
        ] {
            let refused = typed.parse::<ServerAddress>().expect_err(typed);
            assert!(
                matches!(refused, Error::InvalidAddress { .. }),
                "typed {typed:?}: {refused}"
            );
        }
        let message = "bob:hunter2@pbx"
            .parse::<ServerAddress>()
            .expect_err("user info")
            .to_string();
        assert!(
            !message.contains("hunter2"),
            "a typed password leaks into {message}"
        );
    }

    #[test]
    fn loopback_is_told_from_the_rest() {
        let is = |typed: &str| typed.parse::<ServerAddress>().expect(typed).is_loopback();
        assert!(is("127.0.0.1") && is("localhost") && is("[::1]") && is("127.9.9.9:1"));
        assert!(!is("localhost.example.com") && !is("10.0.0.1") && !is("[::2]"));
    }

    #[test]
    fn only_scheme_host_and_port_together_are_the_origin() {
        let address: ServerAddress = "pbx.example.com".parse().expect("address");
        let same = |url: &str| address.is_origin_of(&Url::parse(url).expect(url));
        assert!(same("https://PBX.example.com:8887/api/blobs/x"));
        assert!(
            !same("https://pbx.example.com/api"),
            "port 443 is another server"
        );
        assert!(!same("http://pbx.example.com:8887/"));
        assert!(!same("https://pbx.example.com.evil:8887/"));
        assert_eq!(unreachable_origin().host_str(), Some("invalid.invalid"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_display_reads_back(typed in "\\PC{0,60}") {
            if let Ok(address) = typed.parse::<ServerAddress>() {
                let again: ServerAddress = address.to_string().parse().expect("its own display");
                prop_assert_eq!(&again, &address);
                prop_assert!(address.is_origin_of(&address.url("/api/info?domain=x")));
            }
        }
    }
}
