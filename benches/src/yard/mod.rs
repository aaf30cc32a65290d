//! A PBX for measuring transfers: its lists and details are as small as can be, and its files lie behind nginx, which is
//! faster than any client.

mod files;
mod ledger;
mod nginx;
mod office;
mod shape;

use std::path::{Path, PathBuf};

use portsip::{Client, ClientOptions, Credentials, Secret, TlsPolicy};
use tapedeck_core::{
    catalogue::{AccountKey, Catalogue, Shelf},
    sync,
    time::RangeInput,
};
use tokio_util::sync::CancellationToken;

use crate::{Result, stage::Stage};
pub(crate) use files::{Files, check};
pub(crate) use ledger::{Ledger, days as ledger_days};
pub(crate) use nginx::{Link, Nginx};
use office::Counter;
pub(crate) use office::Office;
use tokio::sync::Semaphore;

/// The day of all calls.
pub(crate) const DAY: &str = "2026-10-28";
const DOMAIN: &str = "bench.example";

/// Files, the PBX that tells of them, and nginx before both.
pub(crate) struct Yard {
    pub(crate) files: Files,
    pub(crate) nginx: Nginx,
    _office: Office,
}

impl Yard {
    /// `count` files of so many bytes, served over such a link.
    pub(crate) fn open(stage: &Stage, count: u32, bytes: u32, link: Link) -> Result<Self> {
        let files = Files::make(&stage.folder("files")?, count, bytes)?;
        // In a network of its own nginx sees another end of this machine.
        let host = match link {
            Link::Capped(_) => "0.0.0.0",
            _ => "127.0.0.1",
        };
        let counter = match link {
            Link::Throttled(takes, most) => Some(Counter {
                folder: files.folder.clone(),
                takes,
                free: Semaphore::new(most as usize),
            }),
            _ => None,
        };
        let office = Office::with(host, count, counter)?;
        let address = office.address.replace("0.0.0.0", shape::NEAR);
        let nginx = Nginx::start(&stage.folder("nginx")?, &files.folder, &address, link)?;
        Ok(Self {
            files,
            nginx,
            _office: office,
        })
    }

    /// Options of our command line that sign in here.
    pub(crate) fn sign_in(&self) -> [(&'static str, String); 5] {
        [
            ("TAPEDECK_SERVER", self.nginx.url.clone()),
            ("TAPEDECK_DOMAIN", DOMAIN.to_owned()),
            ("TAPEDECK_USER", "qa".to_owned()),
            ("TAPEDECK_PASSWORD", "measure".to_owned()),
            ("TAPEDECK_PIN", self.nginx.fingerprint.clone()),
        ]
    }

    /// The addresses of all files, in order.
    pub(crate) fn urls(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.files
            .names()
            .map(|name| (format!("{}/api/blobs/{name}", self.nginx.url), name))
    }
}

/// A client of the yard, or of an office without nginx, at `url`.
pub(crate) fn client(url: &str, fingerprint: Option<&str>) -> Result<Client> {
    let mut options = ClientOptions::new(url.parse()?);
    if let Some(fingerprint) = fingerprint {
        options.tls = TlsPolicy::Pinned(fingerprint.parse()?);
    }
    Ok(Client::new(options)?)
}

/// All calls of the yard.
pub(crate) fn range() -> RangeInput {
    RangeInput {
        from: DAY.to_owned(),
        to: DAY.to_owned(),
        zone: "UTC".to_owned(),
    }
}

/// The catalogue in a folder, as a listing has left it.
pub(crate) fn shelf(folder: &Path) -> Result<Shelf> {
    Ok(Catalogue::open(&catalogue(folder))?.shelf(&account())?)
}

/// Reads the calls of the yard into a catalogue in a folder.
pub(crate) async fn list(url: &str, fingerprint: Option<&str>, folder: &Path) -> Result<()> {
    let client = client(url, fingerprint)?;
    client
        .sign_in(&Credentials {
            user: "qa".to_owned(),
            domain: Some(DOMAIN.to_owned()),
            password: Secret::from("measure"),
        })
        .await?;
    let scopes = client.decide_scopes().await?;
    let range = range().resolve()?;
    let shelf = shelf(folder)?;
    let stop = CancellationToken::new();
    let coverage =
        sync::read_range(&client, scopes, &shelf, &range, range.end, &|_| {}, &stop).await?;
    if coverage.is_complete() {
        Ok(())
    } else {
        Err(format!("the listing is not complete: {coverage:?}").into())
    }
}

/// Whose calls they are.
pub(crate) fn account() -> AccountKey {
    AccountKey {
        server: "bench".to_owned(),
        domain: DOMAIN.to_owned(),
        user: "qa".to_owned(),
    }
}

fn catalogue(folder: &Path) -> PathBuf {
    folder.join("catalogue.sqlite")
}
