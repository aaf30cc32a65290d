//! The legs of one call: `/cdrs/{id}`, filled up from the call log where the PBX has one (22.0.42 and later).
//!
//! `/cdrs/{id}` has every leg with its cost but without ids; the call log has ids but wants to be searched. Neither exists
//! everywhere, and plain users may read only one leg of their own calls, so what is missing is no error.

mod join;
mod log;
mod raw;

use crate::client::Client;
use crate::dto::{CallLeg, Page};
use crate::http;
use crate::query::encode;
use crate::{Error, Scope};

/// What the PBX tells about the course of one call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallLegs {
    /// The legs, in the order of the PBX; empty if it tells of none.
    pub legs: Vec<CallLeg>,
    /// The answers as they came, indented JSON, without links to files and other secrets. `None` if there was none.
    pub raw: Option<String>,
}

/// The legs of an answer and the text they came from.
#[derive(Debug, Default)]
struct Told {
    legs: Vec<CallLeg>,
    rows: Option<String>,
}

impl Client {
    /// The legs of a call. Empty if this PBX does not have the call, or this account may not see it.
    ///
    /// With [`Scope::Tenant`] the call log is asked too, for no longer than some seconds: what it adds is a comfort.
    pub async fn call_legs(&self, scope: Scope, id: &str) -> Result<CallLegs, Error> {
        let what = format!("the legs of call {}", http::printable(id));
        let path = format!("{}/{}", scope.calls_path(), encode(id));
        let body = self.inner.optional_body(&what, &path).await?;
        let detail = body.map_or_else(|| Ok(Told::default()), |body| read(&what, id, body))?;
        let log = match scope {
            Scope::Tenant => self.inner.call_log(id, &detail.legs).await,
            Scope::Own | Scope::Groups => Told::default(),
        };
        let raw = raw::shown(&[
            (path.as_str(), detail.rows.as_deref()),
            ("/api/calllogs", log.rows.as_deref()),
        ]);
        Ok(CallLegs {
            legs: join::join(detail.legs, log.legs),
            raw,
        })
    }
}

fn read(what: &str, id: &str, body: String) -> Result<Told, Error> {
    let page = Page::read(&body).map_err(|detail| http::bad(what, detail))?;
    let legs = page
        .items
        .iter()
        .filter_map(|item| CallLeg::of_detail(item.get(), id))
        .collect();
    Ok(Told {
        legs,
        rows: Some(body),
    })
}
