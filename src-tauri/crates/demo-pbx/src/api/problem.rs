//! Error answers, in the form of api.md 7.

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The portal's page: what the real one answers to paths it does not know.
pub(crate) const PORTAL: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>PortSIP PBX</title></head>\
<body><div id=\"app\"></div><noscript>Please enable JavaScript to sign in.</noscript></body></html>\n";

/// An error answer.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: u16,
    code: Cow<'static, str>,
    message: String,
    retry_after: Option<String>,
}

impl Problem {
    pub(crate) fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            retry_after: None,
        }
    }

    /// The usual code for a status.
    pub(crate) fn of_status(status: u16) -> Self {
        let (code, message) = match status {
            400 => ("VALIDATE_FAILED", "field validation failed"),
            401 => ("UNAUTHORIZED", "unauthorized"),
            403 => ("PERMISSION_DENIED", "no permission"),
            404 => ("NOT_FOUND", "resource not found"),
            405 => ("METHOD_NOT_ALLOWED", "method not allowed"),
            410 => ("GONE", "resource is gone"),
            416 => ("RANGE_NOT_SATISFIABLE", "range not satisfiable"),
            429 => ("RATE_LIMIT_EXCEEDED", "rate limit exceeded"),
            503 => ("SERVICE_UNAVAILABLE", "service unavailable"),
            _ => ("UNKNOWN", "unknown error"),
        };
        Self::new(status, code, message)
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "VALIDATE_FAILED", message)
    }

    pub(crate) fn not_found() -> Self {
        Self::of_status(404)
    }

    pub(crate) fn forbidden() -> Self {
        Self::of_status(403)
    }

    pub(crate) fn retry_after(mut self, text: Option<&String>) -> Self {
        self.retry_after = text.cloned();
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::json!({"errors": [{"code": self.code, "message": self.message, "detail": {}}]});
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = (status, axum::Json(body)).into_response();
        if let Some(value) = self
            .retry_after
            .and_then(|text| HeaderValue::from_str(&text).ok())
        {
            answer.headers_mut().insert(header::RETRY_AFTER, value);
        }
        answer
    }
}

/// The portal's page, status 200.
pub(crate) fn portal() -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PORTAL).into_response()
}
