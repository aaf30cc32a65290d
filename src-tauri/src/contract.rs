//! Every command, event and type the window may use: the table of contents of the IPC.
//!
//! The TypeScript side (`ui/src/ipc/bindings.gen.ts`) is generated from this list by `cargo xtask bindings`; a test keeps
//! it current.

use tauri_specta::{Builder, collect_commands, collect_events};

use crate::{commands, events};

/// The contract as tauri-specta knows it, for the app and for the bindings.
pub fn builder<R: tauri::Runtime>() -> Builder<R> {
    Builder::<R>::new()
        // One plain TypeScript type per Rust type: what crosses the IPC has no one-sided serde attributes.
        .disable_serde_phases()
        .error_handling(tauri_specta::ErrorHandlingMode::Throw)
        .commands(collect_commands![
            commands::session::probe_server,
            commands::session::keep_connection,
            commands::session::choose_authorities,
            commands::session::sign_in,
            commands::session::submit_code,
            commands::session::resend_code,
            commands::session::choose_tenant,
            commands::session::cancel_sign_in,
            commands::session::explore_sample,
            commands::session::sign_out,
            commands::session::get_session,
            commands::session::list_profiles,
            commands::session::remove_profile,
            commands::diagnose::start_diagnosis,
            commands::diagnose::watch_diagnosis,
            commands::diagnose::cancel_diagnosis,
            commands::diagnose::get_diagnosis_report,
            commands::diagnose::save_diagnosis_report,
            commands::calls::start_search,
            commands::calls::search_anew,
            commands::calls::cancel_search,
            commands::calls::read_slices,
            commands::calls::watch_search,
            commands::calls::show_new_calls,
            commands::calls::get_page,
            commands::calls::get_shown_page,
            commands::calls::get_shown_totals,
            commands::calls::get_totals,
            commands::calls::get_position,
            commands::calls::open_portal,
            commands::calls::get_call,
            commands::calls::get_legs,
            commands::calls::list_files,
            commands::calls::list_directory,
            commands::insights::get_insights,
            commands::insights::list_extension_insights,
            commands::insights::save_insights_table,
            commands::insights::save_insights_picture,
            commands::marks::mark_calls,
            commands::marks::undo_change,
            commands::marks::get_marks,
            commands::marks::list_tags,
            commands::marks::write_note,
            commands::marks::change_note,
            commands::marks::delete_note,
            commands::search::read_filter,
            commands::search::write_filter,
            commands::search::filter_values,
            commands::search::list_views,
            commands::search::save_view,
            commands::search::delete_view,
            commands::search::order_views,
            commands::search::list_recent_searches,
            commands::search::note_search,
            commands::search::forget_searches,
            commands::playback::open_recording,
            commands::playback::get_outline,
            commands::exports::choose_folder,
            commands::exports::suggest_folder,
            commands::exports::preview_export,
            commands::exports::estimate_export,
            commands::exports::preview_names,
            commands::exports::find_earlier,
            commands::exports::resolve_range,
            commands::exports::list_presets,
            commands::exports::save_preset,
            commands::exports::delete_preset,
            commands::exports::get_job_choices,
            commands::exports::start_export,
            commands::exports::start_verify,
            commands::exports::list_jobs,
            commands::exports::watch_job,
            commands::exports::cancel_job,
            commands::exports::pause_job,
            commands::exports::resume_job,
            commands::exports::retry_failed,
            commands::exports::rerun_job,
            commands::exports::dismiss_job,
            commands::exports::show_in_folder,
            commands::settings::get_preferences,
            commands::settings::set_preferences,
            commands::activity::get_activity,
            commands::settings::get_public_key,
            commands::settings::get_app_info,
            commands::settings::get_storage,
            commands::settings::forget_data,
        ])
        .events(collect_events![
            events::SessionExpired,
            events::JobFinished,
            events::CloseAsked
        ])
}
