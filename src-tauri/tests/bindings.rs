//! The TypeScript side of the contract is generated and committed; this test keeps it current.

use std::{fs, path::Path};

use specta_typescript::Typescript;

#[test]
fn bindings_are_current() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings.gen.ts");
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.gen.ts");
    tapedeck_shell::contract::builder::<tauri::Wry>()
        .export(Typescript::default(), &fresh)
        .expect("the contract can be exported");
    let text = fs::read_to_string(&fresh).unwrap();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        fs::write(&committed, &text).unwrap();
    }
    let held = fs::read_to_string(&committed).unwrap_or_default();
    assert!(
        held == text,
        "ui/src/ipc/bindings.gen.ts is not what the contract says: run `cargo xtask bindings` and commit the result"
    );
}
