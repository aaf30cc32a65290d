//! Whether what answers is a PortSIP PBX, before it is told any password.

use crate::diagnose::{FactName, Step, StepName, run::Subject};

pub(in crate::diagnose) async fn step(subject: &Subject) -> Step {
    let name = StepName::Server;
    let domain = Some(subject.domain.as_str()).filter(|domain| !domain.is_empty());
    let info = match subject.client.info(domain).await {
        Ok(info) => info,
        Err(error) => return Step::stopped(name, &error),
    };
    let tenant = info.name.clone().unwrap_or_default();
    let step = match (domain, info.documented) {
        (_, false) => Step::works(
            name,
            "a PortSIP PBX answers, of a version that tells nothing of itself",
        ),
        (Some(domain), true) if !tenant.is_empty() => Step::works(
            name,
            format!("a PortSIP PBX answers and knows the SIP domain {domain}"),
        ),
        (Some(domain), true) => Step::works(
            name,
            format!("a PortSIP PBX answers, but says nothing of the SIP domain {domain}"),
        )
        .and_next("If the sign-in is refused, check the SIP domain first."),
        (None, true) => Step::works(name, "a PortSIP PBX answers"),
    };
    step.fact(FactName::Tenant, tenant)
        .fact(FactName::Portal, info.web_domain.unwrap_or_default())
}
