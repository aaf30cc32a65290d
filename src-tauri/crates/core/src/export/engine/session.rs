//! When the PBX ends the session in the middle of a run: the request waits for the next session and is made again. That is
//! no attempt, and no file fails by it.

use portsip::Client;

use super::job::Job;
use crate::error::Result;

impl Job {
    /// Asks the PBX, with the session of now, unless the run is held back. It waits as a whole: whoever else needs the
    /// session finds it gone, too.
    ///
    /// # Errors
    /// What the lease says when there will be no other session: the run ends.
    pub(super) async fn ask<T, Answer>(
        &self,
        request: impl Fn(Client) -> Answer,
    ) -> Result<std::result::Result<T, portsip::Error>>
    where
        Answer: Future<Output = std::result::Result<T, portsip::Error>>,
    {
        loop {
            self.plan.hold.passed().await;
            match request(self.plan.client.client()).await {
                Err(portsip::Error::SessionExpired) => {
                    let _waiting = self.board.waiting(self.plan.client.why());
                    self.plan.client.again().await?;
                }
                answer => return Ok(answer),
            }
        }
    }

    /// The PBX's origin.
    pub(super) fn server(&self) -> String {
        self.plan.client.client().server().to_string()
    }
}
