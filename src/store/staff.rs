//! The programme's staff. Their numbers are sealed like everybody's; who is switched off stays, but is none of them.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::address::{Email, Locale, Msisdn};
use crate::domain::care::{Member, StaffRoles};
use crate::domain::ids::StaffId;
use crate::store::connection::Tx;
use crate::store::dialect::lock_staff;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, uuid};
use crate::store::schema::staff;
use crate::store::seal::Place;

const PHONE: Place = Place("staff.phone_sealed");

/// An account as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who it is.
    pub member: Member,
    /// Her number, where calls for help are texted to her.
    pub phone: Option<Msisdn>,
    /// Whether she still works here.
    pub active: bool,
}

#[derive(Queryable)]
struct Row {
    id: Vec<u8>,
    email: String,
    name: String,
    roles: String,
    languages: String,
    phone_sealed: Option<Vec<u8>>,
    on_duty: bool,
    active: bool,
}

/// The columns of a [`Row`], in its order.
macro_rules! columns {
    () => {
        (
            staff::id,
            staff::email,
            staff::name,
            staff::roles,
            staff::languages,
            staff::phone_sealed,
            staff::on_duty,
            staff::active,
        )
    };
}

/// Lets one change of the staff at a time, until the transaction ends: each looks at the others before it writes.
pub fn hold(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    Ok(lock_staff(tx.connection)?)
}

/// Adds an account. Errors with `Duplicate` when its address or its number is another's.
pub fn add(tx: &mut Tx<'_>, account: &Account, now: Timestamp) -> Result<(), StoreError> {
    let row = (Columns::of(tx, account)?, staff::id.eq(bytes(&account.member.id.0)), staff::created_at.eq(millis(now)));
    tx.execute(diesel::insert_into(staff::table).values((row, staff::updated_at.eq(millis(now)))))?;
    Ok(())
}

/// Keeps an account as it now is. Errors with `Duplicate` when its address or its number is another's.
pub fn change(tx: &mut Tx<'_>, account: &Account, now: Timestamp) -> Result<(), StoreError> {
    let row = (Columns::of(tx, account)?, staff::updated_at.eq(millis(now)));
    tx.execute(diesel::update(staff::table.find(bytes(&account.member.id.0))).set(row))?;
    Ok(())
}

/// All who are not switched off, in the order in which they were added.
pub fn members(tx: &mut Tx<'_>) -> Result<Vec<Member>, StoreError> {
    let rows: Vec<Row> = tx.load(staff::table.filter(staff::active.eq(true)).order(staff::id).select(columns!()))?;
    rows.into_iter().map(|row| member(&row)).collect()
}

/// All accounts, those that are switched off too, in the order in which they were added.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<Row> = tx.load(staff::table.order(staff::id).select(columns!()))?;
    rows.into_iter().map(|row| account(tx, row)).collect()
}

/// The account of an address, switched off or not.
pub fn find_by_email(tx: &mut Tx<'_>, email: &Email) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> = tx.first(staff::table.filter(staff::email.eq(email.as_str())).select(columns!()))?;
    row.map(|row| account(tx, row)).transpose()
}

/// Who of the staff has this number; nobody who is switched off.
pub fn find_by_number(tx: &mut Tx<'_>, number: &Msisdn) -> Result<Option<Member>, StoreError> {
    Ok(holder(tx, number)?.filter(|account| account.active).map(|account| account.member))
}

/// The account to which this number belongs, switched off or not.
pub fn holder(tx: &mut Tx<'_>, number: &Msisdn) -> Result<Option<Account>, StoreError> {
    let index = tx.sealer.number_index(number);
    let row: Option<Row> = tx.first(staff::table.filter(staff::phone_index.eq(Some(index))).select(columns!()))?;
    row.map(|row| account(tx, row)).transpose()
}

/// The number of one of the staff; `None` where there is none, and of one who is switched off.
pub fn number_of(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<Msisdn>, StoreError> {
    let active = staff::table.find(bytes(&id.0)).filter(staff::active.eq(true));
    let row: Option<Row> = tx.first(active.select(columns!()))?;
    Ok(row.map(|row| account(tx, row)).transpose()?.and_then(|account| account.phone))
}

/// The columns that an account may change.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = staff, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Columns {
    email: String,
    name: String,
    roles: String,
    languages: String,
    phone_index: Option<Vec<u8>>,
    phone_sealed: Option<Vec<u8>>,
    on_duty: bool,
    active: bool,
}

impl Columns {
    fn of(tx: &Tx<'_>, account: &Account) -> Result<Self, StoreError> {
        let Member { id, name, email, roles, languages, on_duty, has_phone: _ } = &account.member;
        let seal = |number: &Msisdn| tx.sealer.seal(PHONE, id.0, number.expose().as_bytes());
        Ok(Self {
            email: email.to_ascii_lowercase(),
            name: name.clone(),
            roles: roles.to_words(),
            languages: languages.iter().map(Locale::as_str).collect::<Vec<_>>().join(";"),
            phone_index: account.phone.as_ref().map(|number| tx.sealer.number_index(number)),
            phone_sealed: account.phone.as_ref().map(seal).transpose()?,
            on_duty: *on_duty,
            active: account.active,
        })
    }
}

fn account(tx: &Tx<'_>, row: Row) -> Result<Account, StoreError> {
    let member = member(&row)?;
    let open = |sealed: &Vec<u8>| {
        let text = tx.sealer.open_text(PHONE, member.id.0, sealed)?;
        Msisdn::from_digits(text.trim_start_matches('+')).ok_or(StoreError::Unreadable(PHONE.0))
    };
    let phone = row.phone_sealed.as_ref().map(open).transpose()?;
    Ok(Account { member, phone, active: row.active })
}

fn member(row: &Row) -> Result<Member, StoreError> {
    let languages = row.languages.split(';').filter_map(|code| Locale::parse(code).ok()).collect();
    Ok(Member {
        id: StaffId(uuid(&row.id, "staff.id")?),
        name: row.name.clone(),
        email: row.email.clone(),
        roles: StaffRoles::stored(&row.roles),
        languages,
        on_duty: row.on_duty,
        has_phone: row.phone_sealed.is_some(),
    })
}
