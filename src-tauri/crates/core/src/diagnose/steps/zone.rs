//! In which zone days are cut.

use crate::diagnose::{FactName, Step, StepName, run::Subject};

pub(in crate::diagnose) async fn step(subject: &Subject) -> Step {
    let name = StepName::Zone;
    let ours = &subject.machine_zone;
    let tenant = match subject.client.tenant().await {
        Ok(tenant) => tenant,
        Err(error) => return Step::stopped(name, &error),
    };
    match tenant.and_then(|tenant| tenant.timezone) {
        Some(zone) if crate::time::zone(&zone).is_ok() => {
            Step::works(name, format!("days are cut in the tenant's zone, {zone}"))
                .fact(FactName::TimeZone, zone)
        }
        Some(zone) => Step::failed(name, "the tenant's time zone is not known here")
            .and_next(format!("Days are cut in this computer's zone, {ours}. Choose the right one in the settings."))
            .fact(FactName::TimeZone, zone),
        None => Step::skipped(
            name,
            format!("the PBX does not show the tenant's zone; days are cut in this computer's, {ours}"),
        ),
    }
}
