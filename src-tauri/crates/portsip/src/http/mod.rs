//! Requests and answers: what is asked, one attempt at it, and the loop of retries around it.

mod answer;
mod cookies;
mod execute;
mod redirect;
mod transmit;
mod transport;

pub(crate) use answer::{Answer, Said, looks_like_markup, printable};
pub(crate) use cookies::OwnOriginCookies;
pub(crate) use execute::bearer_header;
pub(crate) use redirect::{Hop, next_hop, origin_of};
pub(crate) use transport::{Ask, Body, Patience, is_html, stated_pause};

/// An answer that makes no sense.
pub(crate) fn bad(what: &str, detail: String) -> crate::Error {
    crate::Error::BadResponse {
        what: what.to_owned(),
        detail,
    }
}
