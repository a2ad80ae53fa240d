//! Pay of trainers: what each engagement brings, the files that the payroll tool gets, what a plan has spent.

pub mod pay_export;
pub mod plan_pay;
pub mod remuneration;
