//! A keychain that asks, is locked or hangs must not hang the app.

use std::{sync::Arc, thread, time::Duration};

use portsip::Secret;
use tokio::sync::oneshot;

use super::SecretStore;
use crate::error::{Error, Result};

/// A locked keychain shows a dialog of its own; a person needs this long to type into it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asynchronous calls to a [`SecretStore`], each with a time limit.
#[derive(Clone)]
pub struct Secrets {
    store: Arc<dyn SecretStore>,
    patience: Duration,
}

impl Secrets {
    /// Calls to that store.
    pub fn new(store: Arc<dyn SecretStore>) -> Self {
        Self {
            store,
            patience: PATIENCE,
        }
    }

    /// The secret of that name, if there is one.
    pub async fn get(&self, name: &str) -> Result<Option<Secret>> {
        let name = name.to_owned();
        self.call(move |store| store.get(&name)).await
    }

    /// Keeps a secret, replacing an earlier one.
    pub async fn set(&self, name: &str, secret: Secret) -> Result<()> {
        let name = name.to_owned();
        self.call(move |store| store.set(&name, &secret)).await
    }

    /// Forgets a secret.
    pub async fn remove(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.call(move |store| store.remove(&name)).await
    }

    /// A plain thread rather than a blocking task: the runtime waits for blocking tasks when it ends, and a Secret
    /// Service that never answers would keep the process alive. It also keeps D-Bus out of the asynchronous runtime.
    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn SecretStore) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let store = Arc::clone(&self.store);
        let started = thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                // Nobody waits any more after a time-out; the answer is then of no use.
                let _ = answer.send(work(store.as_ref()));
            });
        if let Err(error) = started {
            return Err(Error::Keychain {
                why: error.to_string(),
            });
        }
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(Error::Keychain {
                why: "it stopped without an answer".to_owned(),
            }),
            Err(_) => Err(Error::Keychain {
                why: format!("no answer within {} s", self.patience.as_secs()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::{ErrorKind, secrets::MemorySecrets};

    #[tokio::test]
    async fn keeps_and_forgets() {
        let secrets = Secrets::new(Arc::new(MemorySecrets::default()));
        secrets
            .set("a", Secret::new("one".to_owned()))
            .await
            .unwrap();
        assert_eq!(
            secrets
                .get("a")
                .await
                .unwrap()
                .map(|s| s.expose().to_owned())
                .as_deref(),
            Some("one")
        );
        secrets.remove("a").await.unwrap();
        assert!(
            secrets.get("a").await.unwrap().is_none(),
            "a removed secret is gone"
        );
        secrets.remove("a").await.unwrap();
    }

    /// A store whose `get` waits until the test ends.
    struct Hanging(Mutex<std::sync::mpsc::Receiver<()>>);

    impl SecretStore for Hanging {
        fn get(&self, _: &str) -> Result<Option<Secret>> {
            let _ = self.0.lock().unwrap().recv();
            Ok(None)
        }

        fn set(&self, _: &str, _: &Secret) -> Result<()> {
            Ok(())
        }

        fn remove(&self, _: &str) -> Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_keychain_that_hangs_is_given_up() {
        let (release, wait) = std::sync::mpsc::channel();
        let secrets = Secrets {
            store: Arc::new(Hanging(Mutex::new(wait))),
            patience: Duration::from_millis(20),
        };
        let error = secrets.get("a").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::KeychainUnavailable);
        drop(release);
    }
}
