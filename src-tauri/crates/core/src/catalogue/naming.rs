//! Which side of a call is ours, and what both are called.

use super::Names;
use crate::call::{Call, Direction};

impl Names {
    /// Fills in our side, the other side and the names. The rule is the command line's contract (`design.md`).
    ///
    /// A call that has been named stays as it is when it is named again, so that reading it twice changes nothing.
    pub(crate) fn give(&self, call: &mut Call) {
        self.fill(&mut call.caller_name, &call.caller);
        self.fill(&mut call.callee_name, &call.callee);
        let answered_by = if call.destination.is_empty() {
            &call.callee
        } else {
            &call.destination
        };
        let (extension, other) = match call.direction {
            Direction::Inbound => (answered_by, &call.caller),
            Direction::Outbound | Direction::Internal => (&call.caller, &call.callee),
            Direction::Transit => (&String::new(), &call.caller),
            // Nothing says which side is ours but the directory.
            Direction::Unknown
                if self.is_extension(&call.callee) && !self.is_extension(&call.caller) =>
            {
                (&call.callee, &call.caller)
            }
            Direction::Unknown => (&call.caller, &call.callee),
        };
        let own_name = if *extension == call.caller {
            &call.caller_name
        } else if *extension == call.callee {
            &call.callee_name
        } else {
            ""
        };
        let known = self.name(extension);
        // What other calls show counts least.
        let extension_name = if self.is_told(extension) && !known.is_empty() || own_name.is_empty()
        {
            known
        } else {
            own_name
        };
        (call.extension_name, call.extension, call.other) =
            (extension_name.to_owned(), extension.clone(), other.clone());
    }

    fn fill(&self, name: &mut String, number: &str) {
        if name.is_empty() {
            self.name(number).clone_into(name);
        }
    }
}
