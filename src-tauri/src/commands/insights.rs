//! The picture of a query, and its charts as files.

use tapedeck_core::{
    insights::{ExtensionInsights, ExtensionOrder, Insights, InsightsTable},
    query::CallQuery,
};
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// Sums over everything a query finds, by period, hour and length; `None` when a newer question ended this one.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_insights(
    state: State<'_, AppState>,
    query: CallQuery,
) -> ApiResult<Option<Insights>> {
    Ok(state.app.insights(query).await?)
}

/// Extensions `offset..offset + limit` of a query in an order, at most 500; `None` when a newer question ended this one.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_extension_insights(
    state: State<'_, AppState>,
    query: CallQuery,
    order: ExtensionOrder,
    offset: u32,
    limit: u32,
) -> ApiResult<Option<ExtensionInsights>> {
    let asked = state.app.extension_insights(query, order, offset, limit);
    Ok(asked.await?)
}

/// Lets the person choose a file and writes a chart to it as CSV; its path, or `None` when they close the dialog.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn save_insights_table(
    state: State<'_, AppState>,
    query: CallQuery,
    table: InsightsTable,
) -> ApiResult<Option<String>> {
    let Some(file) = (state.dialogs.chart)(format!("{}.csv", table.file_stem())).await else {
        return Ok(None);
    };
    state.app.save_insights(query, table, &file).await?;
    Ok(Some(file.display().to_string()))
}

/// Lets the person choose a file and writes a drawn chart to it, a PNG in Base64; its path, or `None` when they close the
/// dialog.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn save_insights_picture(
    state: State<'_, AppState>,
    table: InsightsTable,
    png: String,
) -> ApiResult<Option<String>> {
    let Some(file) = (state.dialogs.chart)(format!("{}.png", table.file_stem())).await else {
        return Ok(None);
    };
    state.app.save_drawing(png, &file).await?;
    Ok(Some(file.display().to_string()))
}
