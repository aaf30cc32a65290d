//! What an account may read, one list at a time, and what the answers look like: for finding out why something is missing.

use crate::client::Client;
use crate::dto::{Page, Row as _, Shape};
use crate::http::{Answer, Ask};
use crate::query::{Query, encode};
use crate::{Error, RecordingSummary, Scope, Scopes};

/// Rows that tell the form of a list well enough.
const SOME: &str = "20";
/// The newest recordings are looked at; one of them may be of a call that has just ended and have no file yet.
const FEW: &str = "5";
const WHAT: &str = "the form of an answer";

/// What an account may read of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose rows.
    pub scope: Scope,
    /// How many rows the PBX counts, if it does.
    pub count: Option<u64>,
}

/// The form of the answer to one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerShape {
    /// The call, `/api/recordings/{id}`.
    pub call: String,
    /// HTTP status; `None` if no answer came.
    pub status: Option<u16>,
    /// Its form; `None` if it is not JSON.
    pub shape: Option<Shape>,
}

impl Client {
    /// What this account may read of the calls; `None` for nothing.
    pub async fn calls_access(&self) -> Result<Option<Access>, Error> {
        self.access("the calls", Scope::calls_path).await
    }

    /// What this account may read of the recordings; `None` for nothing.
    pub async fn recordings_access(&self) -> Result<Option<Access>, Error> {
        self.access("the recordings", Scope::recordings_path).await
    }

    /// How many extensions the directory has; `None` if this account may not see it.
    pub async fn directory_size(&self) -> Result<Option<u64>, Error> {
        let what = "the extensions";
        let ask = Ask::get(what, "/api/users").query(Query::new().with("top", "1").as_str());
        let answer = self.inner.execute(&ask).await?;
        if answer.is_absent() || answer.status == 403 {
            return Ok(None);
        }
        let answer = answer.expect_data(what)?;
        let page = Page::read(&answer.body).map_err(|detail| crate::http::bad(what, detail))?;
        Ok(Some(page.count.unwrap_or(page.items.len() as u64)))
    }

    /// Ids of a few recordings, the newest first where the PBX sorts them.
    pub async fn newest_recordings(&self, scope: Scope) -> Result<Vec<String>, Error> {
        let what = "the recordings";
        let top = Query::new().with("top", FEW);
        let sorted = top.clone().with("orderby", "started_at desc");
        let ask = Ask::get(what, scope.recordings_path());
        let mut answer = self
            .inner
            .read_call(&ask.clone().query(sorted.as_str()))
            .await?;
        if answer.status == 400 {
            answer = self.inner.read_call(&ask.query(top.as_str())).await?;
        }
        let answer = answer.expect_data(what)?;
        Ok(ids_in(&answer.body))
    }

    /// The forms of the answers to the calls this client lives by, without anything they say.
    pub async fn answer_shapes(&self, scopes: Scopes) -> Vec<AnswerShape> {
        let inner = &self.inner;
        let some = Query::new().with("top", SOME);
        let mut shapes = Vec::new();
        for path in [
            "/api/info",
            "/api/auth/user",
            "/api/user",
            "/api/tenant",
            "/api/tenant/status",
        ] {
            let answer = inner.execute(&Ask::get(WHAT, path)).await;
            shapes.push(AnswerShape::of(path, answer.as_ref().ok()));
        }
        for path in [
            "/api/users",
            "/api/call_queues",
            "/api/ring_groups",
            "/api/ivrs",
            "/api/calllogs",
        ] {
            let answer = inner
                .execute(&Ask::get(WHAT, path).query(some.as_str()))
                .await;
            shapes.push(AnswerShape::of(path, answer.as_ref().ok()));
        }
        let [calls, recordings] = [
            scopes.calls.calls_path(),
            scopes.recordings.recordings_path(),
        ];
        let mut ids = Vec::new();
        for path in [calls, recordings] {
            let answer = inner
                .read_call(&Ask::get(WHAT, path).query(some.as_str()))
                .await;
            shapes.push(AnswerShape::of(path, answer.as_ref().ok()));
            ids = answer
                .map(|answer| ids_in(&answer.body))
                .unwrap_or_default();
        }
        if let Some(id) = ids.first() {
            let path = format!("{recordings}/{}", encode(id));
            let answer = inner.read_call(&Ask::get(WHAT, path)).await;
            shapes.push(AnswerShape::of(
                &format!("{recordings}/{{id}}"),
                answer.as_ref().ok(),
            ));
        }
        shapes
    }

    async fn access(
        &self,
        what: &str,
        path: fn(Scope) -> &'static str,
    ) -> Result<Option<Access>, Error> {
        let Ok(scope) = self.scope_of(what, path).await? else {
            return Ok(None);
        };
        let answer = self.probe(what, path(scope), None).await?;
        let count = Page::read(&answer.body).ok().and_then(|page| page.count);
        Ok(Some(Access { scope, count }))
    }
}

impl AnswerShape {
    fn of(call: &str, answer: Option<&Answer>) -> Self {
        Self {
            call: call.to_owned(),
            status: answer.map(|answer| answer.status),
            shape: answer.and_then(|answer| Shape::read(&answer.body)),
        }
    }
}

fn ids_in(body: &str) -> Vec<String> {
    let Ok(page) = Page::read(body) else {
        return Vec::new();
    };
    let rows = page.items.iter();
    rows.filter_map(|row| RecordingSummary::read(row.get()).ok())
        .map(|row| row.id)
        .collect()
}
