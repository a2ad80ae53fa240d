//! What the room tells.

use kernel::event::Fact;

/// It was said what an engagement brings.
pub const REMUNERATION_SET: Fact = Fact("RemunerationSet");
/// The service was certified.
pub const SERVICE_CERTIFIED: Fact = Fact("ServiceCertified");
/// A certified line was given back.
pub const SERVICE_RETURNED: Fact = Fact("ServiceReturned");
/// The desk PAY approved it.
pub const PAY_APPROVED: Fact = Fact("PayApproved");
/// The payroll tool has it.
pub const PAY_EXPORTED: Fact = Fact("PayExported");
/// It was paid.
pub const PAY_PAID: Fact = Fact("PayPaid");
/// The payroll tool refused it.
pub const PAY_REJECTED: Fact = Fact("PayRejected");
/// A file for the payroll tool was written.
pub const PAY_FILE_WRITTEN: Fact = Fact("PayFileWritten");
