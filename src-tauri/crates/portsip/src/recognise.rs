//! What stands at the other end, before a password goes there.
//!
//! v12 has another API (api.md, section 2.5), with errors and paths of its own; it is recognised by these and gets no
//! password. Whatever else answers is left to the sign-in calls: a PBX need not have `/info`.

use std::sync::atomic::Ordering::Relaxed;

use crate::Error;
use crate::client::Inner;
use crate::dto::Info;
use crate::http::{Answer, Ask, Patience};

/// The ports of v12's API, plain and with TLS.
const V12_PORTS: [u16; 2] = [8899, 8900];

/// The question that every PBX since v16 answers without a sign-in.
pub(crate) fn who() -> Ask {
    Ask {
        patience: Patience::Unsent,
        ..Ask::get("the server information", "/api/info")
    }
}

impl Inner {
    /// [`Error::TooOld`] for v12, and what a connection said that did not come about. Asks once per server.
    pub(crate) async fn refuse_v12(&self) -> Result<(), Error> {
        if self.recognised.load(Relaxed) {
            return Ok(());
        }
        let answer = self.execute_unsigned(&who()).await?;
        if self.reads_as_info(&answer).is_none() && self.is_v12(&answer).await {
            return Err(self.too_old());
        }
        self.recognised.store(true, Relaxed);
        Ok(())
    }

    /// The answer to [`who`], if it is the documented one.
    pub(crate) fn reads_as_info(&self, answer: &Answer) -> Option<Info> {
        let info = Info::read(&answer.body).filter(|_| answer.is_success());
        if info.is_some() {
            self.recognised.store(true, Relaxed);
        }
        info
    }

    /// Whether an undocumented answer to [`who`] comes from v12: by its error format, else by that of a list which only
    /// v12 has. It is asked for without any credentials.
    pub(crate) async fn is_v12(&self, answer: &Answer) -> bool {
        let said = answer.said();
        if said.by_v12 || said.by_api {
            return said.by_v12;
        }
        let list = Ask {
            patience: Patience::Once,
            ..Ask::get("the server information", "/api/call_logs/list")
        };
        let second = self.execute_unsigned(&list).await;
        second.is_ok_and(|answer| answer.said().by_v12)
            || V12_PORTS.contains(&self.options.server.port())
    }

    pub(crate) fn too_old(&self) -> Error {
        Error::TooOld {
            server: self.options.server.to_string(),
        }
    }
}
