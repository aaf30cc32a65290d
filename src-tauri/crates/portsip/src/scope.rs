//! Whose calls and recordings the account may read: the tenant's or its own (api.md, section 8).

use std::sync::atomic::Ordering::Relaxed;

use crate::Error;
use crate::client::Client;
use crate::dto::Page;
use crate::http::{Answer, Ask};
use crate::query::Query;

/// Whose records a list covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everybody's in the tenant: `/cdrs`, `/recordings`.
    Tenant,
    /// The signed-in user's: `/user/cdrs`, `/user/recordings`.
    Own,
}

/// The rights on calls and recordings differ, so each has its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scopes {
    /// Of the call records.
    pub calls: Scope,
    /// Of the recordings.
    pub recordings: Scope,
}

impl Scope {
    pub(crate) fn calls_path(self) -> &'static str {
        match self {
            Self::Tenant => "/api/cdrs",
            Self::Own => "/api/user/cdrs",
        }
    }

    pub(crate) fn recordings_path(self) -> &'static str {
        match self {
            Self::Tenant => "/api/recordings",
            Self::Own => "/api/user/recordings",
        }
    }
}

impl Client {
    /// Finds out by trying: the tenant's list, and on 403 the user's own. [`Error::Forbidden`] if the account may read
    /// neither calls nor recordings; if only one of them is closed, its scope is [`Scope::Own`] and its list will say so.
    pub async fn decide_scopes(&self) -> Result<Scopes, Error> {
        // One after the other: the first read also finds the verb this server understands.
        let calls = self.scope_of("the calls", Scope::calls_path).await?;
        let recordings = self
            .scope_of("the recordings", Scope::recordings_path)
            .await?;
        if calls.is_none() && recordings.is_none() {
            return Err(Error::Forbidden {
                what: "calls and recordings".to_owned(),
            });
        }
        Ok(Scopes {
            calls: calls.unwrap_or(Scope::Own),
            recordings: recordings.unwrap_or(Scope::Own),
        })
    }

    pub(crate) async fn scope_of(
        &self,
        what: &str,
        path: fn(Scope) -> &'static str,
    ) -> Result<Option<Scope>, Error> {
        let tenant = self.probe(what, path(Scope::Tenant)).await?;
        if tenant.is_success() && !tenant.html {
            return Ok(Some(Scope::Tenant));
        }
        // Some PBXs may not route the tenant's list for plain users at all.
        if !tenant.is_absent() && tenant.status != 403 {
            tenant.expect_data(what)?;
        } else {
            let own = self.probe(what, path(Scope::Own)).await?;
            if own.is_success() && !own.html {
                return Ok(Some(Scope::Own));
            }
            if own.status != 403 {
                // If neither list exists, the answer to the first one says it better.
                let said = if own.is_absent() && tenant.status != 403 {
                    tenant
                } else {
                    own
                };
                said.expect_data(what)?;
            }
        }
        Ok(None)
    }

    /// Asks for one row. What is counted beyond it tells that this server's counts are totals.
    pub(crate) async fn probe(&self, what: &str, path: &str) -> Result<Answer, Error> {
        let ask = Ask::get(what, path).query(Query::new().with("top", "1").as_str());
        let answer = self.inner.read_call(&ask).await?;
        let states_a_total = |page: &Page<'_>| page.count > Some(page.items.len() as u64);
        if answer.is_success() && Page::read(&answer.body).is_ok_and(|page| states_a_total(&page)) {
            self.inner.counts_are_totals.store(true, Relaxed);
        }
        Ok(answer)
    }
}
