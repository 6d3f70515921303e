//! Small translations between column values and domain values, the same for every table.

use jiff::Timestamp;
use uuid::Uuid;

use crate::store::error::StoreError;

/// Milliseconds since 1970, as kept in every time column.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A stored time.
pub(super) fn time(millis: i64, place: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Unreadable(place))
}

/// A stored time that may be absent.
pub(super) fn time_or_none(millis: Option<i64>, place: &'static str) -> Result<Option<Timestamp>, StoreError> {
    millis.map(|millis| time(millis, place)).transpose()
}

/// A stored id.
pub(super) fn uuid(bytes: &[u8], place: &'static str) -> Result<Uuid, StoreError> {
    Uuid::from_slice(bytes).map_err(|_| StoreError::Unreadable(place))
}

/// The bytes of an id.
pub(super) fn bytes(id: &Uuid) -> &[u8] {
    id.as_bytes()
}
