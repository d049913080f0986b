// SPDX-License-Identifier: Apache-2.0

//! Search and attribution over HTTP, for programs on the same machine.

use crate::{
    attribute::{attribute, Answer, Attribution, Filter},
    index::{Index, Summary},
    passages::{Hit, Searcher},
    Error, Result,
};
use axum::{
    extract::{rejection::JsonRejection, DefaultBodyLimit, Query, Request, State},
    http::{header::HOST, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
    Json, Router,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// The largest request, in bytes.
const MAX_REQUEST: usize = 4 << 20;

/// What requests are answered from.
pub struct Service {
    index: Index,
    searcher: Searcher,
    filter: Filter,
    /// The place of each contribution in the index, by id.
    places: HashMap<u64, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Search {
    query: String,
    #[serde(default = "ten")]
    k: usize,
}

fn ten() -> usize {
    10
}

#[derive(Serialize)]
struct Found {
    hits: Vec<Earning>,
}

/// A hit, with the account that earns by it.
#[derive(Serialize)]
struct Earning {
    #[serde(flatten)]
    hit: Hit,
    datanet: u32,
    contributor: crate::account::Bytes32,
}

/// A refused request.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(serde_json::json!({ "error": self.1 }))).into_response()
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let status = match error {
            Error::Invalid(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, error.to_string())
    }
}

impl From<JsonRejection> for Refused {
    fn from(rejection: JsonRejection) -> Self {
        Self(rejection.status(), rejection.body_text())
    }
}

impl Service {
    /// A service over an index with passages.
    pub fn new(index: Index, filter: Filter) -> Result<Self> {
        let ids = index.contributions.iter().map(|contribution| contribution.id);
        Ok(Self { places: ids.zip(0..).collect(), searcher: index.passages()?, index, filter })
    }

    fn search(&self, search: &Search) -> std::result::Result<Found, Refused> {
        let hits = self.searcher.search(&search.query, search.k)?;
        let known = |hit: Hit| {
            let found = self.index.contributions.get(*self.places.get(&hit.contribution)?)?;
            Some(Earning { hit, datanet: found.datanet, contributor: found.contributor })
        };
        Ok(Found { hits: hits.into_iter().filter_map(known).collect() })
    }
}

/// Serve until Ctrl-C. `started` gets the address, whose port may have been 0.
pub fn run(service: Service, listen: SocketAddr, started: impl FnOnce(SocketAddr)) -> Result<()> {
    if !listen.ip().is_loopback() {
        let why = "is not an address of this machine alone. Take 127.0.0.1 or [::1], and put a server in front of it";
        return Err(Error::invalid(format!("{listen} {why}")));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let fail = |error| Error::invalid(format!("cannot listen on {listen}: {error}"));
    runtime.map_err(fail)?.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(fail)?;
        started(listener.local_addr().map_err(fail)?);
        let stop = async {
            // Without a handler of Ctrl-C, the system's default ends the program.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        axum::serve(listener, router(service)).with_graceful_shutdown(stop).await.map_err(fail)
    })
}

fn router(service: Service) -> Router {
    Router::new()
        .route("/", get(summary))
        .route("/search", get(search_by_query).post(search_by_body))
        .route("/attribute", post(attribute_answer))
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
        .layer(middleware::from_fn(only_local))
        .with_state(Arc::new(service))
}

/// Refuse requests for other hosts: a page in a browser on this machine could send them by a name that it makes point
/// here.
async fn only_local(request: Request, next: Next) -> std::result::Result<Response, Refused> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name).trim_start_matches('[').trim_end_matches(']');
    if name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()) {
        return Ok(next.run(request).await);
    }
    Err(Refused(StatusCode::FORBIDDEN, format!("`{host}` is not this machine")))
}

type Shared = State<Arc<Service>>;

async fn summary(State(service): Shared) -> Json<Summary> {
    Json(service.index.summary.clone())
}

async fn search_by_query(state: Shared, Query(search): Query<Search>) -> std::result::Result<Json<Found>, Refused> {
    work(state, move |service| service.search(&search)).await
}

async fn search_by_body(
    state: Shared,
    search: std::result::Result<Json<Search>, JsonRejection>,
) -> std::result::Result<Json<Found>, Refused> {
    let Json(search) = search?;
    work(state, move |service| service.search(&search)).await
}

async fn attribute_answer(
    state: Shared,
    answer: std::result::Result<Json<Answer>, JsonRejection>,
) -> std::result::Result<Json<Attribution>, Refused> {
    let Json(answer) = answer?;
    work(state, move |service| Ok(attribute(&service.index, &answer, service.filter)?)).await
}

/// Do work that takes a while on a thread where it holds up no other request.
async fn work<T: Send + 'static>(
    State(service): Shared,
    work: impl FnOnce(&Service) -> std::result::Result<T, Refused> + Send + 'static,
) -> std::result::Result<Json<T>, Refused> {
    let done = tokio::task::spawn_blocking(move || work(&service)).await;
    done.map_err(|error| Refused(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?.map(Json)
}
