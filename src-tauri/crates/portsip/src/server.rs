//! The address of a PBX as a person types it, reduced to one origin.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use rustls::pki_types::DnsName;
use url::{Host, Url};

use crate::Error;

/// Port of the REST API, the web portal and the events of v16 and v22 (api.md, section 1).
const HTTPS_PORT: u16 = 8887;
/// The plain port of the same server; used only when `http://` was typed without a port.
const HTTP_PORT: u16 = 8888;

/// Scheme, host and port of a PBX. Displays as its origin, for example `https://pbx.example.com:8887`.
///
/// Reads what people paste: `pbx.example.com`, `pbx.example.com:8887`, `https://pbx:8887/api/`, `[::1]:8887`, the portal's
/// address with path and fragment. Without a scheme it is `https`; without a port it is 8887 (8888 for `http://`). All
/// spellings of one address are equal. An IPv6 address with a port stands in brackets.
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

    pub(crate) fn is_ipv6(&self) -> bool {
        matches!(self.host, Host::Ipv6(_))
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
        read(&plain_text(typed)).map_err(|reason| Error::InvalidAddress {
            typed: shown(typed),
            reason,
        })
    }
}

/// The address in `text`, or why there is none.
fn read(text: &str) -> Result<ServerAddress, String> {
    let (plain, rest) = split_scheme(text)?;
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("user name and password do not belong into the address".to_owned());
    }
    if authority.contains(char::is_whitespace) {
        return Err("there is a space in it".to_owned());
    }
    if authority.contains('%') && authority.matches(':').count() > 1 {
        return Err(
            "an IPv6 address with a zone (after the %) means something on one network card only; use the host name or \
             another address of the PBX"
                .to_owned(),
        );
    }
    let (host, port) = split_port(authority)
        .ok_or_else(|| "the port is not a number from 1 to 65535".to_owned())?;
    Ok(ServerAddress {
        plain,
        host: read_host(&host)?,
        port: port.unwrap_or(if plain { HTTP_PORT } else { HTTPS_PORT }),
    })
}

/// What was typed or pasted, with the full-width forms of East Asian keyboards as plain ones, and without the blanks,
/// quotes and invisible characters around it.
pub(crate) fn plain_text(typed: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' => '.',
        '\u{3000}' => ' ',
        other => other,
    };
    let visible = |c: &char| !matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let text: String = typed.chars().filter(visible).map(narrow).collect();
    let around = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'');
    text.trim_matches(around).to_owned()
}

/// Whether the text says `http://`, and what follows the scheme.
fn split_scheme(text: &str) -> Result<(bool, &str), String> {
    let is_scheme = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic());
    match text.split_once(':') {
        Some((word, rest)) if is_scheme(word) && rest.starts_with(['/', '\\']) => {
            if word.eq_ignore_ascii_case("https") {
                Ok((false, rest))
            } else if word.eq_ignore_ascii_case("http") {
                Ok((true, rest))
            } else {
                Err("only https:// and http:// addresses are possible".to_owned())
            }
        }
        _ => Ok((false, text)),
    }
}

/// Host (an IPv6 address in brackets) and port of `host`, `host:port`, `[v6]:port` or a bare IPv6 address.
pub(crate) fn split_port(authority: &str) -> Option<(String, Option<u16>)> {
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

/// One host for every spelling: lower case, international names in their ASCII form, no dot at the end.
pub(crate) fn read_host(text: &str) -> Result<Host, String> {
    if matches!(text, "" | ".") {
        return Err("the host name is missing".to_owned());
    }
    let host =
        Host::parse(text).map_err(|cause| format!("the host name is not valid ({cause})"))?;
    match host {
        // `8887` and `0x7f.1` are IPv4 addresses to a browser, and slips or tricks everywhere else.
        Host::Ipv4(_) if text.trim_end_matches('.').parse::<Ipv4Addr>().is_err() => {
            Err("it is neither a host name nor an IP address like 192.168.1.10".to_owned())
        }
        Host::Domain(domain) => {
            let name = domain.strip_suffix('.').unwrap_or(&domain);
            if name.ends_with('.') || DnsName::try_from(name).is_err() {
                return Err("the host name is not valid".to_owned());
            }
            Ok(Host::Domain(name.to_owned()))
        }
        address => Ok(address),
    }
}

/// What was typed, fit for a message: short, without control characters and without `user:password@`.
fn shown(typed: &str) -> String {
    let tail = typed.rsplit('@').next().unwrap_or_default();
    let tail = tail.rsplit("%40").next().unwrap_or_default();
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
    fn all_spellings_of_one_address_are_one_origin() {
        let pbx: ServerAddress = "pbx.example.com".parse().expect("the plain form");
        assert_eq!(pbx.to_string(), "https://pbx.example.com:8887");
        for typed in [
            "  PBX.Example.com:8887 ",
            "pbx.example.com:",
            "pbx.example.com.",
            "pbx.example.com.:8887",
            "pbx.example.com｡",
            "pbx.example.com/",
            "pbx.example.com/api",
            "//pbx.example.com/api/",
            "https://pbx.example.com:8887/",
            "https://pbx.example.com/api/",
            "https://pbx.example.com:8887/#/login?user=a@b",
            "HTTPS://PBX.EXAMPLE.COM",
            "https:/pbx.example.com",
            "https:\\\\pbx.example.com\\api",
            "<https://pbx.example.com>",
            "\"pbx.example.com\"",
            "\u{feff}pbx.example.com:8887\u{200b}",
            "ｐｂｘ。example。com：8887／api",
            "pbx%2Eexample.com",
        ] {
            assert_eq!(typed.parse().ok(), Some(pbx.clone()), "typed {typed:?}");
        }
    }

    #[test]
    fn what_people_type_becomes_an_origin() {
        for (typed, origin) in [
            ("https://pbx:8887/", "https://pbx:8887"),
            (
                "https://pbx.example.com:443/#/login?x=1",
                "https://pbx.example.com:443",
            ),
            ("HTTP://127.0.0.1", "http://127.0.0.1:8888"),
            ("http://localhost:80/", "http://localhost:80"),
            ("[::1]:9000", "https://[::1]:9000"),
            ("::1", "https://[::1]:8887"),
            ("[2001:DB8::7]", "https://[2001:db8::7]:8887"),
            ("2001:db8::7", "https://[2001:db8::7]:8887"),
            (
                "https://[2001:db8:0:0::7]:443/api/",
                "https://[2001:db8::7]:443",
            ),
            ("::ffff:10.0.0.5", "https://[::ffff:a00:5]:8887"),
            ("192.168.1.10:", "https://192.168.1.10:8887"),
            ("192.168.1.10:/api", "https://192.168.1.10:8887"),
            ("büro.example", "https://xn--bro-hoa.example:8887"),
            ("BÜRO.example.", "https://xn--bro-hoa.example:8887"),
            ("电话.公司.cn", "https://xn--wny669b.xn--55qx5d.cn:8887"),
            ("pbx_1.example.com", "https://pbx_1.example.com:8887"),
        ] {
            let address: ServerAddress = typed.parse().expect(typed);
            assert_eq!(address.to_string(), origin, "typed {typed:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        let long_label = format!("{}.example.com", "a".repeat(64));
        for (typed, reason) in [
            ("", "missing"),
            ("   ", "missing"),
            ("https://", "missing"),
            (":8887", "missing"),
            (".", "missing"),
            ("ftp://pbx", "only https"),
            ("wss://pbx.example.com:8887/wsi", "only https"),
            ("pbx:0", "port"),
            ("pbx:99999", "port"),
            ("pbx:abc", "port"),
            ("a b", "space"),
            ("pbx.example.com :8887", "space"),
            ("[::1", "not valid"),
            ("pbx..example.com", "not valid"),
            ("pbx..", "not valid"),
            ("*.example.com", "not valid"),
            (&long_label, "not valid"),
            ("fe80::1%eth0", "zone"),
            ("https://[fe80::1%25eth0]:8887", "zone"),
            ("8887", "neither"),
            ("0x7f.1", "neither"),
            ("10.0.5", "neither"),
            ("u:p@pbx", "do not belong"),
            ("sip:101@pbx.example.com", "do not belong"),
        ] {
            let refused = typed.parse::<ServerAddress>().expect_err(typed);
            let Error::InvalidAddress { reason: said, .. } = &refused else {
                panic!("typed {typed:?}: {refused}");
            };
            assert!(said.contains(reason), "typed {typed:?}: {said}");
        }
    }

    #[test]
    fn a_typed_password_is_not_repeated() {
        for typed in [
            "bob:hunter2@pbx",
            "https://bob:hunter2@pbx:8887/api",
            "https://bob:hunter2/x@pbx",
            "bob:hunter2%40pbx",
        ] {
            let refused = typed.parse::<ServerAddress>().expect_err("user info");
            for message in [refused.to_string(), format!("{refused:?}")] {
                assert!(!message.contains("hunter2"), "{typed} leaks into {message}");
            }
        }
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
        fn parsing_never_panics_and_display_reads_back(
            typed in prop_oneof![
                "\\PC{0,60}",
                "(https?:/{0,3})?[a-zA-Z0-9._%@ü\\[\\]:-]{1,40}(:[0-9]{0,6})?([/?#]\\PC{0,8})?",
                "\\[?[0-9a-f:.%]{2,30}\\]?(:[0-9]{1,5})?",
            ]
        ) {
            if let Ok(address) = typed.parse::<ServerAddress>() {
                let again: ServerAddress = address.to_string().parse().expect("its own display");
                prop_assert_eq!(&again, &address);
                prop_assert!(address.is_origin_of(&address.url("/api/info?domain=x")));
            }
        }
    }
}
