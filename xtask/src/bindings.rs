//! `cargo xtask bindings`: the TypeScript of the commands, written by the test that otherwise compares it.

use crate::command::{Failure, cargo, run};
use crate::{setup, ui};

/// Writes `ui/src/ipc/bindings.gen.ts` anew.
pub(crate) fn bindings() -> Result<(), Failure> {
    setup::window()?;
    // The UI itself may not pass its types before it has the new bindings.
    if !ui::is_built() {
        ui::build()?;
    }
    run(cargo(&["test", "--package", "tapedeck", "bindings"]).env("UPDATE_BINDINGS", "1"))
}
