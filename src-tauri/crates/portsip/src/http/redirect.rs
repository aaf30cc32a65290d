//! Our own redirect policy, as a pure decision. The library would keep the bearer from `https` to `http`.

use url::Url;

/// Redirects followed for one request.
const MOST_HOPS: usize = 5;

/// What to do with a redirect.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Hop {
    /// Go there; whether the bearer may go along is asked again for the new address.
    Follow(Url),
    /// Stop: why, and the origin it leads to.
    Refuse {
        /// `scheme://host:port`, fit for a message.
        to: String,
        /// A clause for people.
        reason: &'static str,
    },
}

/// The hop from `from` by a `Location` header, after the addresses in `visited` (which ends with `from`).
pub(crate) fn next_hop(visited: &[Url], location: &str) -> Hop {
    let Some(from) = visited.last() else {
        return Hop::Refuse {
            to: "nowhere".to_owned(),
            reason: "the redirect came before a request",
        };
    };
    let Ok(mut to) = from.join(location) else {
        return Hop::Refuse {
            to: "an unreadable address".to_owned(),
            reason: "the address cannot be read",
        };
    };
    to.set_fragment(None);
    let origin = origin_of(&to);
    let refuse = |reason| Hop::Refuse {
        to: origin.clone(),
        reason,
    };
    if !matches!(to.scheme(), "https" | "http") {
        refuse("only web addresses are followed")
    } else if from.scheme() == "https" && to.scheme() == "http" {
        refuse("it would leave the encrypted connection")
    } else if visited.contains(&to) {
        refuse("the redirects run in a circle")
    } else if visited.len() > MOST_HOPS {
        refuse("there are more than five redirects")
    } else {
        Hop::Follow(to)
    }
}

/// Scheme, host and port: the part of a recording link that is no secret.
pub(crate) fn origin_of(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{}://{host}:{port}", url.scheme()),
        (Some(host), None) => format!("{}://{host}", url.scheme()),
        (None, _) => format!("a {}: address", url.scheme()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(visited: &[&str], location: &str) -> Hop {
        let visited: Vec<Url> = visited
            .iter()
            .map(|url| Url::parse(url).expect(url))
            .collect();
        next_hop(&visited, location)
    }

    #[test]
    fn redirects_are_followed_only_where_it_is_safe() {
        let from = ["https://pbx:8887/api/blobs/secret"];
        assert!(
            matches!(hop(&from, "/api/blobs/other#x"), Hop::Follow(to) if to.as_str() == "https://pbx:8887/api/blobs/other")
        );
        assert!(matches!(
            hop(&from, "https://s3.example/b?sig=1"),
            Hop::Follow(_)
        ));
        assert!(matches!(
            hop(&["http://127.0.0.1:1/a"], "http://127.0.0.1:2/b"),
            Hop::Follow(_)
        ));
        for location in [
            "http://pbx:8887/api/blobs/secret2",
            "file:///etc/passwd",
            "ftp://x/y",
            "data:text/html,x",
            "https://[",
        ] {
            assert!(
                matches!(hop(&from, location), Hop::Refuse { .. }),
                "{location}"
            );
        }
    }

    #[test]
    fn circles_and_long_chains_stop() {
        assert!(matches!(
            hop(&["https://a/1", "https://a/2"], "/1"),
            Hop::Refuse { .. }
        ));
        let chain: Vec<String> = (0..6).map(|at| format!("https://a/{at}")).collect();
        let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
        assert!(
            matches!(hop(&chain[..5], "/next"), Hop::Follow(_)),
            "the fifth hop"
        );
        assert!(
            matches!(hop(&chain, "/next"), Hop::Refuse { .. }),
            "the sixth hop"
        );
    }

    #[test]
    fn a_refusal_names_the_origin_only() {
        let Hop::Refuse { to, .. } = hop(&["https://pbx/a"], "http://s3.example:81/secret?sig=abc")
        else {
            panic!("https to http is refused");
        };
        assert_eq!(to, "http://s3.example:81");
    }
}
