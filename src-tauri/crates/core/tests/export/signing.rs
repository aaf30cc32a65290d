//! Signed exports: any change is found, and no folder is signed in silence or unsigned in silence.

use std::{fs, sync::Arc};

use tapedeck_core::{
    ErrorKind,
    export::{self, ExportOptions, ExportReport, Layout, TableKind, VerifyReport},
    secrets::{MemorySecrets, Secrets},
    signing::{PublicKey, Signer},
};
use tokio_util::sync::CancellationToken;

use crate::house::{House, audio_files, files, run};

async fn signer() -> Signer {
    Signer::kept(&Secrets::new(Arc::new(MemorySecrets::default())))
        .await
        .unwrap()
}

fn options(layout: Layout, sign: bool) -> ExportOptions {
    ExportOptions {
        tables: vec![TableKind::Csv, TableKind::Jsonl],
        index: true,
        layout,
        sign,
        ..ExportOptions::default()
    }
}

/// Exports the calls of one extension.
async fn exported(house: &House, options: ExportOptions, signer: Option<&Signer>) -> ExportReport {
    let mut plan = house.plan(options);
    plan.filter.extensions = vec!["101".to_owned()];
    plan.signer = signer.cloned();
    run(plan).await.unwrap()
}

async fn verified(house: &House, key: Option<&PublicKey>) -> VerifyReport {
    let cancel = CancellationToken::new();
    export::verify_signed_by(&house.dest(), key.cloned(), Arc::new(|_| {}), cancel)
        .await
        .unwrap()
}

fn lines(report: &VerifyReport) -> Vec<String> {
    report.problems.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn any_changed_byte_of_a_signed_folder_is_found_and_named() {
    let house = House::new(2).await;
    let signer = signer().await;
    for (layout, below) in [(Layout::Folder, ""), (Layout::Bagit, "data/")] {
        let report = exported(&house, options(layout, true), Some(&signer)).await;
        let key = signer.public_key();
        assert_eq!(
            report.progress.signature.public_key,
            Some(key.to_string()),
            "the run says so"
        );
        let whole = verified(&house, Some(key)).await;
        assert_eq!(lines(&whole), [""; 0]);
        let signed = whole.signed.unwrap();
        assert!(
            signed.comment.contains("\toutcome:complete\t"),
            "{signed:?}"
        );
        let names = files(&house.dest());
        assert!(names.len() > 8, "{names:?}");
        for name in names {
            let path = house.dest().join(&name);
            let right = fs::read(&path).unwrap();
            let mut wrong = right.clone();
            let middle = wrong.len() / 2;
            wrong[middle] ^= 1;
            fs::write(&path, wrong).unwrap();
            let found = lines(&verified(&house, None).await);
            let signature = format!("bad_signature {below}SHA256SUMS.minisig");
            // What is wrong with the list of the tag files is told by the files it lists.
            let of_tags = name == "tagmanifest-sha256.txt" && !found.is_empty();
            let named = of_tags
                || found
                    .iter()
                    .any(|line| line.ends_with(&format!(" {name}")) || *line == signature);
            assert!(named, "{name}: {found:?}");
            fs::write(&path, right).unwrap();
        }
        assert_eq!(
            lines(&verified(&house, None).await),
            [""; 0],
            "all is mended"
        );
        fs::remove_dir_all(house.dest()).unwrap();
    }
}

#[tokio::test]
async fn lists_that_agree_on_a_lie_are_found_by_the_signature() {
    let house = House::new(2).await;
    let signer = signer().await;
    exported(&house, options(Layout::Folder, true), Some(&signer)).await;
    let dest = house.dest();
    let audio = &audio_files(&dest)[0];
    let old = crate::house::sha256(&fs::read(dest.join(audio)).unwrap());
    let lie = b"RIFF, so to speak";
    fs::write(dest.join(audio), lie).unwrap();
    let new = crate::house::sha256(lie);
    let forge = |name: &str, from: &str, to: &str| {
        let text = fs::read_to_string(dest.join(name)).unwrap();
        assert!(text.contains(from), "{name} tells {from}");
        fs::write(dest.join(name), text.replace(from, to)).unwrap();
    };
    forge("manifest.jsonl", &old, &new);
    let found = lines(&verified(&house, None).await);
    assert_eq!(
        found,
        [
            format!("changed {audio}"),
            "changed manifest.jsonl".to_owned()
        ],
        "the signed list is believed"
    );
    forge("SHA256SUMS", &old, &new);
    let found = lines(&verified(&house, None).await);
    assert!(
        found.contains(&"bad_signature SHA256SUMS.minisig".to_owned()),
        "{found:?}"
    );
    fs::write(dest.join("calls.xlsx"), "slipped in").unwrap();
    exported(&house, options(Layout::Folder, true), Some(&signer)).await;
    assert_eq!(
        lines(&verified(&house, Some(signer.public_key())).await),
        [""; 0],
        "the next run mends it"
    );
}

#[tokio::test]
async fn a_table_that_is_slipped_into_a_signed_folder_is_extra() {
    let house = House::new(1).await;
    let signer = signer().await;
    exported(&house, options(Layout::Folder, true), Some(&signer)).await;
    fs::write(house.dest().join("calls.xlsx"), "slipped in").unwrap();
    assert_eq!(lines(&verified(&house, None).await), ["extra calls.xlsx"]);
}

#[tokio::test]
async fn a_signer_can_be_demanded() {
    let house = House::new(1).await;
    let (signer, other) = (signer().await, signer().await);
    exported(&house, options(Layout::Folder, false), None).await;
    assert_eq!(
        lines(&verified(&house, None).await),
        [""; 0],
        "unsigned is fine"
    );
    assert_eq!(
        lines(&verified(&house, Some(signer.public_key())).await),
        ["missing SHA256SUMS.minisig"],
        "unless a signer is demanded"
    );
    exported(&house, options(Layout::Folder, true), Some(&other)).await;
    let report = verified(&house, None).await;
    assert_eq!(
        report.signed.map(|signed| signed.public_key),
        Some(other.public_key().to_string())
    );
    let report = verified(&house, Some(signer.public_key())).await;
    assert_eq!(lines(&report), ["bad_signature SHA256SUMS.minisig"]);
    assert_eq!(report.signed, None, "nobody who counts signed it");
    fs::remove_file(house.dest().join("SHA256SUMS.minisig")).unwrap();
    assert_eq!(
        lines(&verified(&house, None).await),
        ["missing SHA256SUMS.minisig"],
        "export.json still tells of it"
    );
}

#[tokio::test]
async fn an_unsigned_run_takes_the_old_signature_away_and_says_so() {
    let house = House::new(1).await;
    let signer = signer().await;
    exported(&house, options(Layout::Folder, true), Some(&signer)).await;
    let report = exported(&house, options(Layout::Folder, false), Some(&signer)).await;
    assert!(report.progress.signature.removed);
    assert_eq!(report.progress.signature.public_key, None);
    assert!(!house.dest().join("SHA256SUMS.minisig").exists());
    assert_eq!(lines(&verified(&house, None).await), [""; 0]);
    let report = exported(&house, options(Layout::Folder, false), None).await;
    assert!(!report.progress.signature.removed, "it is said once");
}

#[tokio::test]
async fn without_a_key_nothing_is_moved() {
    let house = House::new(1).await;
    let plan = house.plan(options(Layout::Folder, true));
    let error = run(plan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::KeychainUnavailable);
    assert!(!house.dest().exists(), "not even the folder is made");
    assert_eq!(house.pbx.counters().total(), 0, "and nothing is asked");
}

#[tokio::test]
async fn the_zip_carries_the_signature() {
    let house = House::new(1).await;
    let signer = signer().await;
    let packed = ExportOptions {
        zip: true,
        ..options(Layout::Bagit, true)
    };
    let report = exported(&house, packed, Some(&signer)).await;
    let zip = fs::File::open(&report.zips[0].path).unwrap();
    let zip = zip::ZipArchive::new(zip).unwrap();
    let names: Vec<_> = zip
        .file_names()
        .map(|name| name.unwrap().to_string())
        .collect();
    for name in [
        "data/SHA256SUMS.minisig",
        "data/SHA256SUMS",
        "data/export.json",
    ] {
        let times = names.iter().filter(|one| *one == name).count();
        assert_eq!(times, 1, "{name} in {names:?}");
    }
}
