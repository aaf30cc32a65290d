//! The key that signs exports: Ed25519 in minisign's format, made once on this computer and kept in its keychain.

use std::{fmt, io::Read, str::FromStr, sync::Arc};

use minisign::{KeyPair, SecretKey, SecretKeyBox, SignatureBox};
use portsip::Secret;

use crate::{
    error::{Error, Result},
    secrets::Secrets,
};

/// Its name in the keychain.
const ENTRY: &str = "signing-key";

/// Whose signatures can be checked with it: the base64 line of a minisign public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(minisign::PublicKey);

/// The secret key. Cheap to clone; never shown.
#[derive(Clone)]
pub struct Signer {
    secret: Arc<SecretKey>,
    public: PublicKey,
}

impl fmt::Debug for Signer {
    /// The library's own way would print the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.public)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_base64())
    }
}

impl FromStr for PublicKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        minisign::PublicKey::from_base64(text.trim())
            .map(Self)
            .map_err(|_| {
                Error::invalid(
                    "this is no public key; it is a line of 56 letters and digits that begins with RW, as \
                     `tapedeck-cli public-key` prints it",
                )
            })
    }
}

impl PublicKey {
    /// The trusted comment of a signature of this key over these bytes; `None` when it is none.
    pub(crate) fn check(
        &self,
        signature: &str,
        signed: impl Read + std::io::Seek,
    ) -> Option<String> {
        let signature = SignatureBox::from_string(signature).ok()?;
        minisign::verify(&self.0, &signature, signed, true, false, false).ok()?;
        signature.trusted_comment().ok()
    }
}

impl Signer {
    /// The key of this computer; made now if there is none.
    ///
    /// # Errors
    /// [`Error::Keychain`] when it cannot be kept: a signature whose key is gone tomorrow proves nothing.
    pub async fn kept(keychain: &Secrets) -> Result<Self> {
        if let Some(secret) = keychain.get(ENTRY).await? {
            return Self::read(&secret);
        }
        let pair = KeyPair::generate_unencrypted_keypair().map_err(unusable)?;
        let text = pair.sk.to_box(None).map_err(unusable)?.into_string();
        keychain.set(ENTRY, Secret::new(text)).await?;
        // What is kept counts: another Tapedeck may have made one at the same moment.
        match keychain.get(ENTRY).await? {
            Some(secret) => Self::read(&secret),
            None => Err(unusable("it did not keep the signing key")),
        }
    }

    fn read(secret: &Secret) -> Result<Self> {
        let unreadable = |_| {
            unusable(
                "its entry `signing-key` is no signing key; remove it there, and a new key is made",
            )
        };
        let secret = SecretKeyBox::from_string(secret.expose())
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .map_err(unreadable)?;
        let public = minisign::PublicKey::from_secret_key(&secret).map_err(unreadable)?;
        Ok(Self {
            secret: Arc::new(secret),
            public: PublicKey(public),
        })
    }

    /// A key that ends with the test.
    #[cfg(test)]
    pub(crate) fn made_up() -> Self {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        Self {
            secret: Arc::new(pair.sk),
            public: PublicKey(pair.pk),
        }
    }

    /// What its signatures are checked with.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// A signature over these bytes, with a comment that is signed too. Read once, in pieces.
    ///
    /// # Errors
    /// [`Error::Internal`]; what reading says is part of it.
    pub(crate) fn sign(&self, bytes: impl Read, comment: &str) -> Result<String> {
        minisign::sign(
            Some(&self.public.0),
            &self.secret,
            bytes,
            Some(comment),
            Some("signature of Tapedeck; check it with minisign -V"),
        )
        .map(SignatureBox::into_string)
        .map_err(|error| {
            tracing::warn!(%error, "the export could not be signed");
            Error::Internal {
                doing: "signing the export",
            }
        })
    }
}

fn unusable(why: impl fmt::Display) -> Error {
    Error::Keychain {
        why: why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::{ErrorKind, secrets::MemorySecrets};

    #[tokio::test]
    async fn the_key_is_made_once_and_never_shown() {
        let keychain = Secrets::new(Arc::new(MemorySecrets::default()));
        let first = Signer::kept(&keychain).await.unwrap();
        let again = Signer::kept(&keychain).await.unwrap();
        assert_eq!(first.public_key(), again.public_key());
        let kept = keychain.get(ENTRY).await.unwrap().unwrap();
        let shown = format!("{first:?}");
        let key = kept.expose().lines().nth(1).unwrap();
        assert!(!shown.contains(key), "the keychain has it alone");
        assert_eq!(
            shown.len(),
            "Signer()".len() + 56,
            "nothing but the public key"
        );
        keychain
            .set(ENTRY, Secret::from("canary-no-key"))
            .await
            .unwrap();
        let error = Signer::kept(&keychain).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::KeychainUnavailable);
        assert!(!error.to_string().contains("canary"), "{error}");
    }

    #[test]
    fn a_signature_holds_for_its_key_its_bytes_and_its_comment() {
        let signer = Signer::made_up();
        let text = signer.sign(&b"abc"[..], "files:3").unwrap();
        let key = signer.public_key();
        let check = |text: &str, bytes: &'static [u8]| key.check(text, Cursor::new(bytes));
        assert_eq!(check(&text, b"abc").as_deref(), Some("files:3"));
        assert_eq!(check(&text, b"abd"), None);
        assert_eq!(check(&text.replace("files:3", "files:4"), b"abc"), None);
        assert_eq!(check("", b"abc"), None);
        let other = Signer::made_up();
        assert_eq!(other.public_key().check(&text, Cursor::new(b"abc")), None);
        let read: PublicKey = key.to_string().parse().unwrap();
        assert_eq!(&read, key, "it can be written down");
        for no_key in ["", "RW", "x"] {
            assert!(no_key.parse::<PublicKey>().is_err(), "{no_key:?}");
        }
    }

    #[test]
    fn others_read_it_too() {
        let signer = Signer::made_up();
        let text = signer.sign(&b"abc"[..], "files:3").unwrap();
        let key =
            minisign_verify::PublicKey::from_base64(&signer.public_key().to_string()).unwrap();
        let signature = minisign_verify::Signature::decode(&text).unwrap();
        key.verify(b"abc", &signature, false).unwrap();
        assert!(key.verify(b"abd", &signature, false).is_err());
        assert_eq!(signature.trusted_comment(), "files:3");
    }
}
