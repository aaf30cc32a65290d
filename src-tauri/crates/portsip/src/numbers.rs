//! The tenant's directory: extensions, call queues, ring groups and virtual receptionists, with their names.

use crate::Error;
use crate::client::Client;
use crate::dto::{NumberInfo, NumberKind, User};
use crate::query::encode;

impl Client {
    /// All extensions; empty if this account may not see them.
    pub async fn users(&self) -> Result<Vec<User>, Error> {
        self.inner
            .all_rows("the extensions", "/api/users", User::read, |user| &user.id)
            .await
    }

    /// All call queues, ring groups and virtual receptionists (IVRs); without those this account may not see or the PBX
    /// does not have.
    pub async fn service_numbers(&self) -> Result<Vec<NumberInfo>, Error> {
        let lists = [
            ("the call queues", "/api/call_queues", NumberKind::CallQueue),
            ("the ring groups", "/api/ring_groups", NumberKind::RingGroup),
            (
                "the virtual receptionists",
                "/api/ivrs",
                NumberKind::VirtualReceptionist,
            ),
        ];
        let reading = lists.map(|(what, path, kind)| async move {
            let read = |json: &str| NumberInfo::read(json, kind.clone());
            self.inner
                .all_rows(what, path, read, |number| &number.id)
                .await
        });
        let all = futures::future::try_join_all(reading).await?;
        Ok(all.into_iter().flatten().collect())
    }

    /// What a single number of the tenant is; `None` if it is nobody's, or if this PBX or account cannot tell.
    pub async fn number(&self, number: &str) -> Result<Option<NumberInfo>, Error> {
        let path = format!("/api/extension_numbers/{}", encode(number));
        let body = self.inner.optional_body("a number", &path).await?;
        Ok(body.and_then(|body| NumberInfo::read_single(&body)))
    }
}
