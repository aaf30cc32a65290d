//! Whose calls and recordings the account may read: the tenant's, its own, or its own and those of the groups it administers
//! (api.md, section 8).

use std::sync::PoisonError;
use std::sync::atomic::Ordering::Relaxed;

use crate::Error;
use crate::client::Client;
use crate::dto::{Group, Page};
use crate::http::{Answer, Ask};
use crate::query::Query;

/// Whose records a list covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everybody's in the tenant: `/cdrs`, `/recordings`.
    Tenant,
    /// The signed-in user's: `/user/cdrs`, `/user/recordings`.
    Own,
    /// Of recordings only: the signed-in user's and those of the groups it administers (22.8). Which groups these are is
    /// what [`Client::decide_scopes`] found out: [`Client::groups`].
    Groups,
}

/// The rights on calls and recordings differ, so each has its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scopes {
    /// Of the call records.
    pub calls: Scope,
    /// Of the recordings.
    pub recordings: Scope,
}

/// What [`Scope::Groups`] covers.
#[derive(Clone, Debug)]
pub(crate) struct GroupScope {
    pub(crate) groups: Vec<Group>,
    /// The user's own recordings can be listed, too.
    pub(crate) own: bool,
}

impl Default for GroupScope {
    /// Before anything was found out, the user's own.
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            own: true,
        }
    }
}

impl Scope {
    pub(crate) fn calls_path(self) -> &'static str {
        match self {
            Self::Tenant => "/api/cdrs",
            Self::Own | Self::Groups => "/api/user/cdrs",
        }
    }

    pub(crate) fn recordings_path(self) -> &'static str {
        match self {
            Self::Tenant | Self::Groups => "/api/recordings",
            Self::Own => "/api/user/recordings",
        }
    }
}

/// A scope, or why there is none.
pub(crate) type Found = Result<Scope, Error>;

impl Client {
    /// Finds out by trying: the tenant's list, and on 403 the user's own; for recordings also the groups the user
    /// administers. [`Error::Forbidden`] (or [`Error::Unlicensed`]) if the account may read neither calls nor recordings; if
    /// only one of them is closed, its scope is [`Scope::Own`] and its list will say so.
    pub async fn decide_scopes(&self) -> Result<Scopes, Error> {
        // One after the other: the first read also finds the verb this server understands.
        let calls = self.scope_of("the calls", Scope::calls_path).await?;
        let mut recordings = self
            .scope_of("the recordings", Scope::recordings_path)
            .await?;
        if !matches!(recordings, Ok(Scope::Tenant)) && self.finds_groups(recordings.is_ok()).await?
        {
            recordings = Ok(Scope::Groups);
        }
        match (calls, recordings) {
            (Err(unlicensed @ Error::Unlicensed { .. }), Err(_)) => Err(unlicensed),
            (Err(_), Err(_)) => Err(Error::Forbidden {
                what: "calls and recordings".to_owned(),
            }),
            (calls, recordings) => Ok(Scopes {
                calls: calls.unwrap_or(Scope::Own),
                recordings: recordings.unwrap_or(Scope::Own),
            }),
        }
    }

    /// The groups whose recordings [`Scope::Groups`] covers; empty for any other scope.
    pub fn groups(&self) -> Vec<Group> {
        self.group_scope().groups
    }

    pub(crate) fn group_scope(&self) -> GroupScope {
        let found = self.inner.groups.read();
        found.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the user administers groups and may read the recordings of some. How several ids are written in
    /// `group_ids` is not documented, so every group is asked for by itself.
    async fn finds_groups(&self, own: bool) -> Result<bool, Error> {
        let mut groups = Vec::new();
        for group in self.inner.administered_groups().await? {
            let path = Scope::Groups.recordings_path();
            let answer = self.probe("the recordings", path, Some(&group.id)).await?;
            if answer.is_success() && !answer.html {
                groups.push(group);
            }
        }
        let any = !groups.is_empty();
        let mut found = self
            .inner
            .groups
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *found = GroupScope { groups, own };
        Ok(any)
    }

    pub(crate) async fn scope_of(
        &self,
        what: &str,
        path: fn(Scope) -> &'static str,
    ) -> Result<Found, Error> {
        let tenant = self.probe(what, path(Scope::Tenant), None).await?;
        if tenant.is_success() && !tenant.html {
            return Ok(Ok(Scope::Tenant));
        }
        // Some PBXs may not route the tenant's list for plain users at all.
        if !tenant.is_absent() && tenant.status != 403 {
            return tenant.expect_data(what).map(|_| Ok(Scope::Tenant));
        }
        let own = self.probe(what, path(Scope::Own), None).await?;
        if own.is_success() && !own.html {
            return Ok(Ok(Scope::Own));
        }
        // If neither list exists, the answer to the first one says it better.
        let said = if own.is_absent() && tenant.status != 403 {
            tenant
        } else {
            own
        };
        match said.expect_data(what) {
            Err(refused) if refused.is_forbidden() => Ok(Err(refused)),
            Err(error) => Err(error),
            Ok(_) => Ok(Ok(Scope::Own)),
        }
    }

    /// Asks for one row, of a group or of all. What is counted beyond it tells that this server's counts are totals.
    pub(crate) async fn probe(
        &self,
        what: &str,
        path: &str,
        group: Option<&str>,
    ) -> Result<Answer, Error> {
        let mut query = Query::new().with("top", "1");
        if let Some(group) = group {
            query = query.with("group_ids", group);
        }
        let ask = Ask::get(what, path).query(query.as_str());
        let answer = self.inner.read_call(&ask).await?;
        let states_a_total = |page: &Page<'_>| page.count > Some(page.items.len() as u64);
        if answer.is_success() && Page::read(&answer.body).is_ok_and(|page| states_a_total(&page)) {
            self.inner.counts_are_totals.store(true, Relaxed);
        }
        Ok(answer)
    }
}
