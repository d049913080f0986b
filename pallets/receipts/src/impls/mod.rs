// SPDX-License-Identifier: Apache-2.0

//! The bodies of the calls and view functions.

mod convictions;
mod proofs;
