//! Exporting, verifying, and the list of jobs.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
};

use jiff::tz::TimeZone;
use portsip::Secret;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{ExportInput, ExportPreview, FolderChoice, NamePreview, Tapedeck, blocking};
use crate::{
    error::{Error, Result},
    export::{
        self, ExportOptions, ExportPlan, ExportProgress, ExportReport, Hold, names::Template,
    },
    ids::{FolderId, JobId},
    jobs::{ExportOrder, JobEvents, JobKind, JobSnapshot, Order, Overall, VerifyOrder},
    query::CallQuery,
    session::{Lease, Session},
    signing::Signer,
    sync::Coverage,
};

/// What the window and the command line ask differently of an export.
#[derive(Default)]
pub struct ExportExtras {
    /// Bytes a second, all transfers together.
    pub limit_rate: Option<u64>,
    /// Encrypts the ZIP.
    pub zip_password: Option<Secret>,
    /// Only what the folder's manifest does not hold.
    pub only_missing: bool,
    /// Signs it; found by [`Tapedeck::export`] where the options ask for it.
    pub signer: Option<Signer>,
    /// Holds it back from outside.
    pub hold: Hold,
    /// Wait for a disk that refuses, and go on by itself; else that ends the export.
    pub waits: bool,
}

/// An export whose range has been read.
pub(crate) struct ExportWork {
    pub(crate) query: CallQuery,
    pub(crate) coverage: Coverage,
    pub(crate) dest: PathBuf,
    pub(crate) options: ExportOptions,
    pub(crate) extras: ExportExtras,
}

impl ExportWork {
    /// Everything the engine needs, with the calls and rights of a session. `here` is this computer's time zone.
    pub(crate) fn plan(
        self,
        session: &Session,
        client: Lease,
        here: TimeZone,
    ) -> Result<ExportPlan> {
        let Self {
            query,
            coverage,
            dest,
            options,
            extras,
        } = self;
        Ok(ExportPlan {
            client,
            scopes: session.scopes,
            shelf: session.shelf.clone(),
            range: query.range.resolve()?,
            range_input: query.range,
            filter: query.filter,
            dest,
            limit_rate: extras.limit_rate,
            zone_here: here,
            only_missing: extras.only_missing,
            options,
            zip_password: extras.zip_password,
            signer: extras.signer,
            coverage,
            account: session.account.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            known_files: None,
            hold: extras.hold,
            waits: extras.waits,
        })
    }
}

impl Tapedeck {
    /// Exports what a query finds, after [`Tapedeck::read`] has read its range. Nobody is asked: when the PBX ends the
    /// session before its time, it is taken back as [`Tapedeck::take_session_back`] does.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for the options, [`Error::FolderBusy`], [`Error::DiskFull`], [`Error::Io`], and
    /// [`Error::Pbx`] when the PBX cannot be used any more. What is in place then stays, and running again continues.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one thing the caller decides; a struct would only rename them"
    )]
    pub async fn export(
        &self,
        query: CallQuery,
        coverage: Coverage,
        dest: PathBuf,
        options: ExportOptions,
        mut extras: ExportExtras,
        progress: Arc<dyn Fn(&ExportProgress) + Send + Sync>,
        cancel: CancellationToken,
    ) -> Result<ExportReport> {
        let session = self.signed_in()?;
        extras.signer = self.signer_for(&options).await?;
        let work = ExportWork {
            query,
            coverage,
            dest,
            options,
            extras,
        };
        let plan = work.plan(&session, Lease::unattended(session.clone()), self.here())?;
        let (account, folder) = (&session.account, plan.dest.clone());
        self.note_export_started(account, &folder);
        let ended = export::run(plan, progress, cancel).await;
        self.note_export_finished(account, &folder, &ended);
        self.inner.activity.written().await;
        ended
    }

    /// The key to sign exports with, if these options ask for it.
    ///
    /// # Errors
    /// [`Error::Keychain`].
    pub(crate) async fn signer_for(&self, options: &ExportOptions) -> Result<Option<Signer>> {
        if !options.sign {
            return Ok(None);
        }
        Signer::kept(&self.inner.secrets).await.map(Some)
    }

    /// What the signatures of this computer are checked with; its key is made if there is none.
    ///
    /// # Errors
    /// [`Error::Keychain`].
    pub async fn public_key(&self) -> Result<String> {
        let signer = Signer::kept(&self.inner.secrets).await?;
        Ok(signer.public_key().to_string())
    }

    /// What an export would do. Options that cannot be used are part of the answer.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn preview_export(
        &self,
        query: CallQuery,
        options: ExportOptions,
    ) -> Result<ExportPreview> {
        let shelf = self.signed_in()?.shelf;
        blocking("preparing the export", move || {
            let range = query.range.resolve()?;
            query.filter.check_exportable()?;
            let totals = shelf.totals(&range, &query.filter)?;
            let problem = match export::check_apart_from_names(&options) {
                Ok(()) => None,
                Err(Error::InvalidInput { what }) => Some(what),
                Err(error) => return Err(error),
            };
            Ok(ExportPreview { totals, problem })
        })
        .await
    }

    /// The names that the first three recordings would get. A template that cannot be used is part of the answer.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn preview_names(&self, query: CallQuery, template: String) -> Result<NamePreview> {
        let shelf = self.signed_in()?.shelf;
        blocking("preparing the names", move || {
            let template = match Template::parse(&template) {
                Ok(template) => template,
                Err(problem) => return Ok(NamePreview::refused(&problem)),
            };
            let range = query.range.resolve()?;
            Ok(NamePreview {
                names: export::preview_names(&shelf, &range, &query.filter, &template, 3)?,
                problem: None,
            })
        })
        .await
    }

    /// Starts an export as a job. Must be called on a runtime. A repeated request id answers the job it started before.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for folder, range or options, [`Error::NotSignedIn`], [`Error::Catalogue`].
    pub fn start_export(&self, input: ExportInput) -> Result<JobId> {
        if let Some(id) = self.inner.jobs.of_request(&input.request) {
            return Ok(id);
        }
        let folder = self.folder(&input.folder)?;
        self.change_settings(|settings| settings.last_export_dir = Some(folder.clone()))?;
        self.run_export(Order {
            request: input.request,
            query: Some(input.query),
            folder,
            options: Some(input.options),
            only_missing: false,
        })
    }

    /// Runs an export again: what is in place stays, what is missing is fetched.
    ///
    /// # Errors
    /// [`Error::NotFound`], else as for [`Tapedeck::start_export`].
    pub fn rerun_job(&self, id: &JobId) -> Result<JobId> {
        self.run_again(id, false)
    }

    /// Asks the PBX once more for what an export is missing, and for nothing else.
    ///
    /// # Errors
    /// As for [`Tapedeck::rerun_job`].
    pub fn retry_failed(&self, id: &JobId) -> Result<JobId> {
        self.run_again(id, true)
    }

    fn run_again(&self, id: &JobId, only_missing: bool) -> Result<JobId> {
        let order = self.inner.jobs.order(id)?;
        self.run_export(Order {
            request: String::new(),
            only_missing,
            ..order
        })
    }

    fn run_export(&self, order: Order) -> Result<JobId> {
        let session = self.attended()?;
        let (query, options) = order.export_again()?;
        query.range.resolve()?;
        query.filter.check_exportable()?;
        export::check_options(&options)?;
        self.inner.tending.interrupt();
        let range = format!(
            "{} – {} ({})",
            query.range.from, query.range.to, query.range.zone
        );
        let running = self
            .inner
            .jobs
            .add(JobKind::Export, order, range, self.now())?;
        let id = running.id();
        tokio::spawn(
            ExportOrder {
                running,
                session,
                query,
                options,
            }
            .run(self.clone()),
        );
        Ok(id)
    }

    /// Re-reads the folder of a job against its manifest, as a job of its own. Must be called on a runtime.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Catalogue`].
    pub fn start_verify(&self, id: &JobId) -> Result<JobId> {
        let folder = self.inner.jobs.order(id)?.folder;
        let order = Order {
            request: String::new(),
            query: None,
            folder,
            options: None,
            only_missing: false,
        };
        let running = self
            .inner
            .jobs
            .add(JobKind::Verify, order, String::new(), self.now())?;
        let id = running.id();
        tokio::spawn(VerifyOrder { running }.run(self.clone()));
        Ok(id)
    }

    /// All jobs, newest first.
    pub fn jobs(&self) -> Vec<JobSnapshot> {
        self.inner.jobs.list()
    }

    /// Snapshots of a job as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn watch_job(&self, id: &JobId) -> Result<watch::Receiver<JobSnapshot>> {
        self.inner.jobs.watch(id)
    }

    /// Holds a job back until it is resumed; `false` when it is over or held already.
    pub fn pause_job(&self, id: &JobId) -> bool {
        self.inner.jobs.pause(id)
    }

    /// Lets a paused job go on, and one that waits for the disk try at once; `false` when it is over.
    pub fn resume_job(&self, id: &JobId) -> bool {
        self.inner.jobs.resume(id)
    }

    /// Asks a job to stop; `false` when it was over already.
    pub fn cancel_job(&self, id: &JobId) -> bool {
        self.inner.jobs.cancel(id)
    }

    /// Takes a finished job off the list.
    pub fn dismiss_job(&self, id: &JobId) -> bool {
        self.inner.jobs.dismiss(id)
    }

    /// How many jobs run.
    pub fn running_jobs(&self) -> usize {
        self.inner.jobs.running()
    }

    /// What the running jobs come to, as it changes.
    pub fn overall_jobs(&self) -> watch::Receiver<Overall> {
        self.inner.jobs.overall()
    }

    /// Tells of every job that ends from now on.
    pub fn job_events(&self) -> JobEvents {
        self.inner.jobs.events()
    }

    /// Stops all jobs and waits until each has put its folder in order.
    pub async fn stop_jobs(&self) {
        self.inner.jobs.cancel_all();
        self.inner.jobs.all_ended().await;
        self.inner.activity.written().await;
    }

    /// The folder of a job.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn job_folder(&self, id: &JobId) -> Result<PathBuf> {
        Ok(self.inner.jobs.order(id)?.folder)
    }

    /// Takes a folder that a person chose in a dialog of this side; the window only gets its id.
    pub fn remember_folder(&self, path: PathBuf) -> FolderChoice {
        let mut folders = self
            .inner
            .folders
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let id = FolderId(format!("folder-{}", folders.len() + 1));
        folders.insert(id.clone(), path.clone());
        FolderChoice {
            id,
            free_mb: free_megabytes(&path),
            path: path.display().to_string(),
        }
    }

    /// The folder of the last export, else the one an administrator set.
    pub fn suggest_folder(&self) -> Option<FolderChoice> {
        let last = self.settings().last_export_dir.clone();
        last.or_else(|| self.inner.export_dir.clone())
            .map(|path| self.remember_folder(path))
    }

    pub(super) fn folder(&self, id: &FolderId) -> Result<PathBuf> {
        let folders = self
            .inner
            .folders
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        folders
            .get(id)
            .cloned()
            .ok_or_else(|| Error::invalid("no folder was chosen; choose where to export to"))
    }
}

/// Free room where the folder is or will be, in megabytes.
pub(super) fn free_megabytes(path: &Path) -> Option<u32> {
    let existing = path.ancestors().find(|folder| folder.exists())?;
    let bytes = fs4::available_space(existing).ok()?;
    Some(crate::jobs::saturate(bytes / 1_000_000))
}
