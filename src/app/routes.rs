//! Which part answers which URL, and what answers none.

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::web::{Data, ServiceConfig, get};
use actix_web::{HttpRequest, HttpResponse};
use subtle::ConstantTimeEq;

use crate::config::Secret;
use crate::service::{Context, Health, ready};
use crate::telemetry::Metrics;
use crate::web::paths;

/// Who may see what besides gateways.
#[derive(Clone)]
pub struct Openness {
    /// Whether the pages for this machine alone are shown: handset and open metrics.
    pub local_pages: bool,
    /// What a caller of `/metrics` must show otherwise.
    pub metrics_token: Option<Secret>,
}

/// Mounts everything.
pub fn configure(service: &mut ServiceConfig, openness: &Openness) {
    crate::webhook::configure(service);
    service.app_data(Data::new(openness.clone()));
    service.route(paths::LIVE, get().to(live));
    service.route(paths::READY, get().to(readiness));
    service.route(paths::METRICS, get().to(metrics));
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("live\n")
}

async fn readiness(context: Data<Context>) -> HttpResponse {
    match ready(&context).await {
        Health::Ready => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Health::Stopping => HttpResponse::ServiceUnavailable().body("stopping\n"),
        Health::CannotCommit => HttpResponse::ServiceUnavailable().body("the database does not commit\n"),
    }
}

async fn metrics(request: HttpRequest, context: Data<Context>, openness: Data<Openness>) -> HttpResponse {
    let shown = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let right = openness.metrics_token.as_ref().is_some_and(|token| {
        let expected = format!("Bearer {}", token.expose());
        bool::from(expected.as_bytes().ct_eq(shown.as_bytes()))
    });
    let open = openness.local_pages && openness.metrics_token.is_none();
    if !open && !right {
        return HttpResponse::NotFound().finish();
    }
    HttpResponse::Ok().insert_header((CONTENT_TYPE, Metrics::CONTENT_TYPE)).body(context.metrics().encode())
}
