//! The small calls: what server is this, who am I, which tenant.

use std::collections::HashSet;

use crate::client::{Client, Inner};
use crate::dto::{Account, AuthUserWire, Group, Info, Page, StatusWire, Tenant, Text, UserWire};
use crate::http::{Ask, Body};
use crate::query::Query;
use crate::recognise::who;
use crate::{Error, http};

/// Rows per page: default and maximum of the API.
const TOP: usize = 100;
/// No tenant has a million extensions; a server that never ends does.
const MOST_PAGES: usize = 10_000;

impl Client {
    /// Asks the server who it is, without signing in: proves host, port and TLS, and with `domain` the SIP domain
    /// ([`Info::name`] is set if it exists). [`Error::NotPortsip`] if something else answers, [`Error::TooOld`] if it is
    /// v12; send them no password.
    ///
    /// A PBX without this call is recognised by its error format or its portal page ([`Info::documented`] is `false`).
    pub async fn info(&self, domain: Option<&str>) -> Result<Info, Error> {
        let domain = domain.filter(|domain| !domain.is_empty());
        let query = domain.map_or_else(Query::new, |domain| Query::new().with("domain", domain));
        let ask = who();
        let mut answer = self
            .inner
            .execute_unsigned(&ask.clone().query(query.as_str()))
            .await?;
        if domain.is_some() && matches!(answer.status, 400 | 404 | 422) && !answer.html {
            // An unknown domain may be refused; the server is still worth knowing.
            answer = self.inner.execute_unsigned(&ask).await?;
        }
        if answer.redirect_to.is_some() || answer.status == 429 || answer.status >= 500 {
            return answer
                .expect_data("the server information")
                .map(|_| Info::default());
        }
        if let Some(info) = self.inner.reads_as_info(&answer) {
            return Ok(info);
        }
        if self.inner.is_v12(&answer).await {
            return Err(self.inner.too_old());
        }
        let portal = answer.html && answer.body.to_ascii_lowercase().contains("portsip");
        if portal || answer.said().by_api {
            return Ok(Info::default());
        }
        let detail = match (answer.html, answer.status) {
            (true, _) => "a web page came instead of data".to_owned(),
            (false, status) => {
                format!("the server information came with status {status} and no known field")
            }
        };
        Err(Error::NotPortsip {
            server: self.server().to_string(),
            detail,
        })
    }

    /// The signed-in account from `/auth/user` and `/user`; what the PBX does not have or not allow stays `None`.
    pub async fn account(&self) -> Result<Account, Error> {
        let auth: AuthUserWire = self
            .inner
            .optional("the account", "/api/auth/user")
            .await?
            .unwrap_or_default();
        let user: UserWire = self
            .inner
            .optional("the account", "/api/user")
            .await?
            .unwrap_or_default();
        let role = [auth.role, user.role, auth.role_name, user.role_name]
            .into_iter()
            .find_map(Text::some);
        Ok(Account {
            role,
            user_name: user.name.some(),
            display_name: user.display_name.some(),
            extension_number: user.extension_number.some(),
            timezone: user.timezone.some(),
            force_reset: auth.password_force_reset.0,
        })
    }

    /// The tenant; `None` if this account may not see it or the PBX does not have the call.
    pub async fn tenant(&self) -> Result<Option<Tenant>, Error> {
        let body = self
            .inner
            .optional_body("the tenant", "/api/tenant")
            .await?;
        Ok(body.and_then(|body| Tenant::read(&body)))
    }

    /// The tenants a system administrator may enter with [`Client::switch_tenant`]; empty for everybody else. Without a
    /// tenant such an account has no calls of its own (api.md, section 2.7).
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        self.inner
            .all_rows("the tenants", "/api/tenants", Tenant::read, |tenant| {
                &tenant.id
            })
            .await
    }

    /// Puts the session into the context of a tenant, and back into it whenever it is renewed. No new token comes: the
    /// session itself changes. [`Error::Forbidden`] or [`Error::NotFound`] if the account may not, or the PBX cannot.
    pub async fn switch_tenant(&self, tenant_id: &str) -> Result<(), Error> {
        let ask = enter(tenant_id);
        self.inner.execute(&ask).await?.expect_data(&ask.what)?;
        self.inner.session.entered(tenant_id);
        Ok(())
    }

    /// The version of the PBX; `None` if this account may not see it.
    pub async fn version(&self) -> Result<Option<String>, Error> {
        for path in ["/api/tenant/status", "/api/admin/status"] {
            let status: Option<StatusWire> =
                self.inner.optional("the status of the PBX", path).await?;
            if let Some(version) = status.and_then(|status| status.version.some()) {
                return Ok(Some(version));
            }
        }
        Ok(None)
    }
}

/// The call that puts a session into a tenant.
pub(crate) fn enter(tenant_id: &str) -> Ask {
    let query = Query::new().with("id", tenant_id);
    Ask::post("the change of tenant", "/api/tenants/switch", Body::None).query(query.as_str())
}

impl Inner {
    /// The groups that the signed-in user administers and whose recordings it may see (22.8); empty on a PBX that has
    /// none.
    pub(crate) async fn administered_groups(&self) -> Result<Vec<Group>, Error> {
        self.all_rows(
            "the groups",
            "/api/user/groups/administered",
            Group::read_recorded,
            |group| &group.id,
        )
        .await
    }

    /// The body of a call that a PBX may lack or an account may not be allowed.
    pub(crate) async fn optional_body(
        &self,
        what: &str,
        path: &str,
    ) -> Result<Option<String>, Error> {
        let answer = self.execute(&Ask::get(what, path)).await?;
        if answer.is_absent() || matches!(answer.status, 400 | 403 | 410) {
            return Ok(None);
        }
        answer.expect_data(what).map(|answer| Some(answer.body))
    }

    async fn optional<T: serde::de::DeserializeOwned>(
        &self,
        what: &str,
        path: &str,
    ) -> Result<Option<T>, Error> {
        let body = self.optional_body(what, path).await?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// All pages of a small list, one after the other, until one brings nothing new.
    pub(crate) async fn all_rows<T>(
        &self,
        what: &str,
        path: &str,
        read: impl Fn(&str) -> Option<T>,
        id: impl Fn(&T) -> &str,
    ) -> Result<Vec<T>, Error> {
        let mut rows: Vec<T> = Vec::new();
        let mut seen = HashSet::new();
        let mut skip = 0;
        for _ in 0..MOST_PAGES {
            let query = Query::new()
                .with("top", &TOP.to_string())
                .with("skip", &skip.to_string());
            let answer = self
                .execute(&Ask::get(what, path).query(query.as_str()))
                .await?;
            if answer.is_absent() || answer.status == 403 {
                return Ok(rows);
            }
            let answer = answer.expect_data(what)?;
            let page = Page::read(&answer.body).map_err(|detail| http::bad(what, detail))?;
            let before = rows.len();
            rows.extend(
                page.items
                    .iter()
                    .filter_map(|item| read(item.get()))
                    .filter(|row| seen.insert(id(row).to_owned())),
            );
            skip += page.items.len();
            let complete = page.count.is_some_and(|count| {
                count > 0 && skip as u64 >= count && !page.items.len().is_multiple_of(TOP)
            });
            if rows.len() == before || complete {
                break;
            }
        }
        Ok(rows)
    }
}
