// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, by topic.

mod cases;
mod genesis;
mod rulings;
mod settle;
mod views;
