//! Gateways call us here: one handler for all of them. It reads the request, finds the account by its token, and lets
//! the service do the rest.

use actix_web::http::header::{ALLOW, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload, ServiceConfig, resource, to};
use actix_web::{HttpRequest, HttpResponse};

use crate::gateway::{Kind, RawRequest, RawResponse};
use crate::service::{Context, accept_request};
use crate::web::paths;

/// Bytes of a body, at most; an SMS of ten parts is 4 KiB when it is percent-encoded.
const BODY_LIMIT: usize = 16 * 1024;

/// Mounts the webhooks.
pub fn configure(service: &mut ServiceConfig) {
    service.service(resource(paths::WEBHOOK).route(to(webhook)));
}

async fn webhook(context: Data<Context>, request: HttpRequest, payload: Payload) -> HttpResponse {
    let part = |name| request.match_info().get(name).unwrap_or_default();
    let Some(account) = context.registry().find(part("account"), part("token")) else {
        context.metrics().webhook_refused("unknown");
        return HttpResponse::NotFound().finish();
    };
    let Some(kind) = Kind::parse(part("kind")) else {
        context.metrics().webhook_refused("unknown");
        return HttpResponse::NotFound().finish();
    };
    if request.method() != Method::POST {
        context.metrics().webhook_refused("method");
        return HttpResponse::MethodNotAllowed().insert_header((ALLOW, "POST")).body("method: send a POST request\n");
    }
    let raw = match read(&request, payload).await {
        Ok(raw) => raw,
        Err(refusal) => {
            context.metrics().webhook_refused("body");
            return refusal;
        }
    };
    let begun = context.stopwatch();
    let response = accept_request(&context, account, kind, &raw).await;
    context.metrics().webhook_answered(account.name(), kind.as_str(), begun.elapsed());
    answer(response)
}

async fn read(request: &HttpRequest, payload: Payload) -> Result<RawRequest, HttpResponse> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let encoding = header(CONTENT_ENCODING);
    if !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity") {
        return Err(
            HttpResponse::UnsupportedMediaType().body("content-encoding: send the body as it is, not compressed\n")
        );
    }
    let body = match payload.to_bytes_limited(BODY_LIMIT).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Err(HttpResponse::BadRequest().body("body: it was cut off before its end\n")),
        Err(_) => return Err(HttpResponse::PayloadTooLarge().body("body: send 16 KiB at most\n")),
    };
    let content_type = header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Ok(RawRequest { content_type, query: request.query_string().to_owned(), body: body.to_vec() })
}

fn answer(response: RawResponse) -> HttpResponse {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::OK);
    let mut answer = HttpResponse::build(status);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.insert_header((RETRY_AFTER, "5"));
    }
    answer.insert_header((CONTENT_TYPE, response.content_type)).body(response.body)
}
