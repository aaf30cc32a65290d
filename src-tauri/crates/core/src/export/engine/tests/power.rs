//! The power fails: whatever was not brought to the disk may be there, gone, or zeros.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use demo_pbx::PathKind;
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};

use super::{House, audio_files, rounds};
use crate::{
    export::disk::{Disk, Op, Refusal, Watch},
    jobs::JobOutcome,
};

/// A step as it was taken.
#[derive(Clone, Debug)]
enum Taken {
    Create(PathBuf),
    Write(PathBuf, u64, Vec<u8>),
    SetLen(PathBuf, u64),
    Sync(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    MakeFolders(PathBuf),
    SyncFolder(PathBuf),
}

/// Writes down every step.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<Taken>>);

impl Watch for Recorder {
    fn before(&self, op: Op<'_>) -> Result<(), Refusal> {
        self.0.lock().unwrap().push(match op {
            Op::Create(path) => Taken::Create(path.to_owned()),
            Op::Write(path, at, bytes) => Taken::Write(path.to_owned(), at, bytes.to_owned()),
            Op::SetLen(path, length) => Taken::SetLen(path.to_owned(), length),
            Op::Sync(path) => Taken::Sync(path.to_owned()),
            Op::Rename(from, to) => Taken::Rename(from.to_owned(), to.to_owned()),
            Op::Remove(path) => Taken::Remove(path.to_owned()),
            Op::MakeFolders(path) => Taken::MakeFolders(path.to_owned()),
            Op::SyncFolder(path) => Taken::SyncFolder(path.to_owned()),
        });
        Ok(())
    }
}

/// A change of a file that is not on the disk yet.
#[derive(Clone, Debug)]
enum Change {
    Write(u64, Vec<u8>),
    SetLen(u64),
}

#[derive(Clone, Debug, Default)]
struct Inode {
    safe: Vec<u8>,
    open: Vec<Change>,
}

/// What a folder says of a name: a file, a folder, or nothing.
#[derive(Clone, Debug, PartialEq)]
enum Entry {
    File(usize),
    Folder,
    Nothing,
}

#[derive(Clone, Debug, Default)]
struct Folder {
    safe: BTreeMap<PathBuf, Entry>,
    open: Vec<Vec<(PathBuf, Entry)>>,
}

/// A disk as the system sees it, and as it would be without power.
#[derive(Default)]
struct Model {
    inodes: Vec<Inode>,
    /// By full path; what the running system sees.
    names: BTreeMap<PathBuf, Entry>,
    folders: BTreeMap<PathBuf, Folder>,
}

impl Model {
    /// What lies in a folder now, all of it safe.
    fn of(folder: &Path) -> Self {
        let mut model = Self::default();
        model.safe_folder(folder);
        model
    }

    fn safe_folder(&mut self, folder: &Path) {
        self.folders.entry(folder.to_owned()).or_default();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let entry = if path.is_dir() {
                self.safe_folder(&path);
                Entry::Folder
            } else {
                self.inodes.push(Inode {
                    safe: fs::read(&path).unwrap(),
                    open: Vec::new(),
                });
                Entry::File(self.inodes.len() - 1)
            };
            self.names.insert(path.clone(), entry.clone());
            self.folders
                .entry(folder.to_owned())
                .or_default()
                .safe
                .insert(path, entry);
        }
    }

    fn file(&mut self, path: &Path) -> &mut Inode {
        match self.names.get(path) {
            Some(Entry::File(inode)) => &mut self.inodes[*inode],
            other => panic!("{} is {other:?}", path.display()),
        }
    }

    /// Names change together or not at all.
    fn change(&mut self, changes: Vec<(PathBuf, Entry)>) {
        let folder = changes[0].0.parent().unwrap().to_owned();
        for (path, entry) in &changes {
            self.names.insert(path.clone(), entry.clone());
        }
        self.folders.entry(folder).or_default().open.push(changes);
    }

    fn take(&mut self, step: &Taken) {
        match step {
            Taken::Create(path) => match self.names.get(path) {
                Some(Entry::File(inode)) => self.inodes[*inode].open.push(Change::SetLen(0)),
                // In a folder that is not there: it is made, and then the file once more.
                _ if !self.folders.contains_key(path.parent().unwrap()) => {}
                _ => {
                    self.inodes.push(Inode::default());
                    let inode = Entry::File(self.inodes.len() - 1);
                    self.change(vec![(path.clone(), inode)]);
                }
            },
            Taken::Write(path, at, bytes) => {
                let change = Change::Write(*at, bytes.clone());
                self.file(path).open.push(change);
            }
            Taken::SetLen(path, length) => self.file(path).open.push(Change::SetLen(*length)),
            Taken::Sync(path) => {
                let inode = self.file(path);
                for change in std::mem::take(&mut inode.open) {
                    apply(&mut inode.safe, &change);
                }
            }
            Taken::Rename(from, to) => {
                assert_eq!(from.parent(), to.parent(), "a rename stays in its folder");
                let entry = self.names[from].clone();
                self.change(vec![(from.clone(), Entry::Nothing), (to.clone(), entry)]);
            }
            Taken::Remove(path) => {
                // A run also removes what is not there.
                if self
                    .names
                    .get(path)
                    .is_some_and(|entry| *entry != Entry::Nothing)
                {
                    self.change(vec![(path.clone(), Entry::Nothing)]);
                }
            }
            Taken::MakeFolders(path) => {
                let mut new: Vec<_> = path
                    .ancestors()
                    .take_while(|path| !self.folders.contains_key(*path))
                    .map(Path::to_owned)
                    .collect();
                new.reverse();
                for path in new {
                    self.folders.entry(path.clone()).or_default();
                    self.change(vec![(path, Entry::Folder)]);
                }
            }
            Taken::SyncFolder(path) => {
                let folder = self.folders.get_mut(path).unwrap();
                for changes in std::mem::take(&mut folder.open) {
                    folder.safe.extend(changes);
                }
            }
        }
    }

    /// What one power cut leaves, written below `root`.
    fn cut(&self, top: &Path, root: &Path, chance: &mut SmallRng) {
        fs::create_dir_all(root).unwrap();
        let Some(folder) = self.folders.get(top) else {
            return;
        };
        let mut names = folder.safe.clone();
        // Every file system keeps the order of changes in one folder, and no order between folders.
        let reached = chance.random_range(0..=folder.open.len());
        names.extend(folder.open[..reached].iter().flatten().cloned());
        for (path, entry) in names {
            let place = root.join(path.file_name().unwrap());
            match entry {
                Entry::Folder => self.cut(&path, &place, chance),
                Entry::File(inode) => fs::write(place, self.content(inode, chance)).unwrap(),
                Entry::Nothing => {}
            }
        }
    }

    fn content(&self, inode: usize, chance: &mut SmallRng) -> Vec<u8> {
        let Inode { safe, open } = &self.inodes[inode];
        let mut content = safe.clone();
        for change in open {
            match (chance.random_range(0..4), change) {
                (0, _) => {}
                (1, Change::Write(at, bytes)) => {
                    apply(&mut content, &Change::Write(*at, vec![0; bytes.len()]));
                }
                (2, Change::Write(at, bytes)) => {
                    let torn = bytes[..chance.random_range(0..=bytes.len())].to_owned();
                    apply(&mut content, &Change::Write(*at, torn));
                }
                _ => apply(&mut content, change),
            }
        }
        content
    }
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, bytes) => {
            let (at, end) = (*at as usize, *at as usize + bytes.len());
            content.resize(content.len().max(end), 0);
            content[at..end].copy_from_slice(bytes);
        }
        Change::SetLen(length) => content.resize(*length as usize, 0),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_power_may_fail_at_any_moment_and_again_while_it_recovers() {
    let house = House::new("08:20", 20).await;
    let cuts = rounds("TAPEDECK_POWER_CUTS", 40);
    let mut made = 0;
    let mut went_on = 0;
    for seed in 0.. {
        let mut chance = SmallRng::seed_from_u64(seed);
        let homes = tempfile::tempdir().unwrap();
        // A first run, and up to two that recover, each without power at some moment.
        for time in 0..3 {
            let home = homes.path().join(time.to_string());
            fs::create_dir_all(&home).unwrap();
            let recorder = Arc::new(Recorder::default());
            let mut model = Model::of(&home);
            let (there, dest) = (audio_files(&home).len(), home.join("export"));
            house.pbx.reset_counters();
            let disk = Disk::watched(recorder.clone());
            let report = house.export(&dest, disk).await.unwrap();
            assert!(
                house.pbx.counters().of(PathKind::Blob) as usize <= house.right.len() - there,
                "none of the {there} files that have their names is fetched again, seed {seed}, run {time}"
            );
            assert_eq!(
                report.outcome,
                JobOutcome::Complete,
                "seed {seed}, run {time}"
            );
            went_on += u64::from(there > 0);
            let steps = recorder.0.lock().unwrap().clone();
            let moment = chance.random_range(0..=steps.len());
            steps[..moment].iter().for_each(|step| model.take(step));
            let after = homes.path().join((time + 1).to_string());
            model.cut(&home, &after, &mut chance);
            let when = format!(
                "seed {seed}, cut {time} at step {moment} of {}",
                steps.len()
            );
            if after.join("export").exists() {
                house.nothing_bad(&after.join("export"), &when);
            }
            made += 1;
        }
        let dest = homes.path().join("3/export");
        let report = house.export(&dest, Disk::default()).await.unwrap();
        assert_eq!(report.outcome, JobOutcome::Complete, "seed {seed}");
        house.everything(&dest, &format!("seed {seed}"));
        if made >= cuts {
            break;
        }
    }
    assert!(went_on > 0, "some run went on where another was cut off");
}
