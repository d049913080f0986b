// SPDX-License-Identifier: Apache-2.0

//! The weight of each instruction of a message, as `pallet_xcm_benchmarks` measured it.
//!
//! Some instructions cannot be executed on this chain: teleports and reserves of other chains, exchanges, locks,
//! exports and universal aliases. They have no measurement and the maximum weight, so that a message with one of them
//! is refused before any of it is executed. The same holds for assets other than OPEN.

use super::{
    pallet_xcm_benchmarks_fungible::WeightInfo as Fungible, pallet_xcm_benchmarks_generic::WeightInfo as Generic,
};
use crate::{xcm_location::OpenLocation, Runtime};
use alloc::vec::Vec;
use core::marker::PhantomData;
use polkadot_sdk::{
    frame_support::{weights::Weight, BoundedVec},
    staging_xcm::{
        latest::{prelude::*, AssetTransferFilter, QueryResponseInfo},
        DoubleEncoded,
    },
};

/// Counts how often an instruction's work is done: once for each asset, and once if there is none, since the
/// instruction's other work (sending a message, for example) is done all the same.
trait Count {
    /// `one` for each asset, if all are OPEN.
    fn each(&self, one: Weight) -> Weight;
}

impl Count for Assets {
    fn each(&self, one: Weight) -> Weight {
        let sum = self.inner().iter().fold(Weight::zero(), |sum, asset| {
            sum.saturating_add(if asset.id.0 == OpenLocation::get() { one } else { Weight::MAX })
        });
        sum.max(one)
    }
}

impl Count for AssetFilter {
    fn each(&self, one: Weight) -> Weight {
        match self {
            Self::Definite(assets) => assets.each(one),
            // Nothing but OPEN can be held.
            Self::Wild(_) => one,
        }
    }
}

/// Weights of instructions.
pub struct XcmWeight<Call>(PhantomData<Call>);

impl<Call> XcmWeightInfo<Call> for XcmWeight<Call> {
    fn withdraw_asset(assets: &Assets) -> Weight {
        assets.each(Fungible::<Runtime>::withdraw_asset())
    }

    fn reserve_asset_deposited(_: &Assets) -> Weight {
        Weight::MAX
    }

    fn receive_teleported_asset(_: &Assets) -> Weight {
        Weight::MAX
    }

    fn query_response(_: &QueryId, _: &Response, _: &Weight, _: &Option<Location>) -> Weight {
        Generic::<Runtime>::query_response()
    }

    fn transfer_asset(assets: &Assets, _: &Location) -> Weight {
        assets.each(Fungible::<Runtime>::transfer_asset())
    }

    fn transfer_reserve_asset(assets: &Assets, _: &Location, _: &Xcm<()>) -> Weight {
        assets.each(Fungible::<Runtime>::transfer_reserve_asset())
    }

    fn transact(_: &OriginKind, _: &Option<Weight>, _: &DoubleEncoded<Call>) -> Weight {
        Generic::<Runtime>::transact()
    }

    fn hrmp_new_channel_open_request(_: &u32, _: &u32, _: &u32) -> Weight {
        Weight::MAX
    }

    fn hrmp_channel_accepted(_: &u32) -> Weight {
        Weight::MAX
    }

    fn hrmp_channel_closing(_: &u32, _: &u32, _: &u32) -> Weight {
        Weight::MAX
    }

    fn clear_origin() -> Weight {
        Generic::<Runtime>::clear_origin()
    }

    fn descend_origin(_: &InteriorLocation) -> Weight {
        Generic::<Runtime>::descend_origin()
    }

    fn report_error(_: &QueryResponseInfo) -> Weight {
        Generic::<Runtime>::report_error()
    }

    fn deposit_asset(assets: &AssetFilter, _: &Location) -> Weight {
        assets.each(Fungible::<Runtime>::deposit_asset())
    }

    fn deposit_reserve_asset(assets: &AssetFilter, _: &Location, _: &Xcm<()>) -> Weight {
        assets.each(Fungible::<Runtime>::deposit_reserve_asset())
    }

    fn exchange_asset(_: &AssetFilter, _: &Assets, _: &bool) -> Weight {
        Weight::MAX
    }

    fn initiate_reserve_withdraw(assets: &AssetFilter, _: &Location, _: &Xcm<()>) -> Weight {
        assets.each(Fungible::<Runtime>::initiate_reserve_withdraw())
    }

    fn initiate_teleport(assets: &AssetFilter, _: &Location, _: &Xcm<()>) -> Weight {
        assets.each(Fungible::<Runtime>::initiate_teleport())
    }

    fn initiate_transfer(
        _: &Location,
        remote_fees: &Option<AssetTransferFilter>,
        _: &bool,
        assets: &BoundedVec<AssetTransferFilter, MaxAssetTransferFilters>,
        _: &Xcm<()>,
    ) -> Weight {
        let one = Fungible::<Runtime>::initiate_transfer();
        // Even with nothing to transfer, a message is sent.
        remote_fees.iter().chain(assets).fold(one, |sum, filter| sum.saturating_add(filter.inner().each(one)))
    }

    fn report_holding(_: &QueryResponseInfo, _: &AssetFilter) -> Weight {
        Generic::<Runtime>::report_holding()
    }

    fn buy_execution(_: &Asset, _: &WeightLimit) -> Weight {
        Generic::<Runtime>::buy_execution()
    }

    fn pay_fees(_: &Asset) -> Weight {
        Generic::<Runtime>::pay_fees()
    }

    fn refund_surplus() -> Weight {
        Generic::<Runtime>::refund_surplus()
    }

    fn set_error_handler(_: &Xcm<Call>) -> Weight {
        Generic::<Runtime>::set_error_handler()
    }

    fn set_appendix(_: &Xcm<Call>) -> Weight {
        Generic::<Runtime>::set_appendix()
    }

    fn clear_error() -> Weight {
        Generic::<Runtime>::clear_error()
    }

    fn set_hints(hints: &BoundedVec<Hint, HintNumVariants>) -> Weight {
        hints.iter().fold(Weight::zero(), |sum, hint| match hint {
            AssetClaimer { .. } => sum.saturating_add(Generic::<Runtime>::asset_claimer()),
        })
    }

    fn claim_asset(assets: &Assets, _: &Location) -> Weight {
        assets.each(Generic::<Runtime>::claim_asset())
    }

    fn trap(_: &u64) -> Weight {
        Generic::<Runtime>::trap()
    }

    fn subscribe_version(_: &QueryId, _: &Weight) -> Weight {
        Generic::<Runtime>::subscribe_version()
    }

    fn unsubscribe_version() -> Weight {
        Generic::<Runtime>::unsubscribe_version()
    }

    fn burn_asset(assets: &Assets) -> Weight {
        assets.each(Generic::<Runtime>::burn_asset())
    }

    fn expect_asset(assets: &Assets) -> Weight {
        assets.each(Generic::<Runtime>::expect_asset())
    }

    fn expect_origin(_: &Option<Location>) -> Weight {
        Generic::<Runtime>::expect_origin()
    }

    fn expect_error(_: &Option<(u32, XcmError)>) -> Weight {
        Generic::<Runtime>::expect_error()
    }

    fn expect_transact_status(_: &MaybeErrorCode) -> Weight {
        Generic::<Runtime>::expect_transact_status()
    }

    fn query_pallet(_: &Vec<u8>, _: &QueryResponseInfo) -> Weight {
        Generic::<Runtime>::query_pallet()
    }

    fn expect_pallet(_: &u32, _: &Vec<u8>, _: &Vec<u8>, _: &u32, _: &u32) -> Weight {
        Generic::<Runtime>::expect_pallet()
    }

    fn report_transact_status(_: &QueryResponseInfo) -> Weight {
        Generic::<Runtime>::report_transact_status()
    }

    fn clear_transact_status() -> Weight {
        Generic::<Runtime>::clear_transact_status()
    }

    fn universal_origin(_: &Junction) -> Weight {
        Weight::MAX
    }

    fn export_message(_: &NetworkId, _: &InteriorLocation, _: &Xcm<()>) -> Weight {
        Weight::MAX
    }

    fn lock_asset(_: &Asset, _: &Location) -> Weight {
        Weight::MAX
    }

    fn unlock_asset(_: &Asset, _: &Location) -> Weight {
        Weight::MAX
    }

    fn note_unlockable(_: &Asset, _: &Location) -> Weight {
        Weight::MAX
    }

    fn request_unlock(_: &Asset, _: &Location) -> Weight {
        Weight::MAX
    }

    fn set_fees_mode(_: &bool) -> Weight {
        Generic::<Runtime>::set_fees_mode()
    }

    fn set_topic(_: &[u8; 32]) -> Weight {
        Generic::<Runtime>::set_topic()
    }

    fn clear_topic() -> Weight {
        Generic::<Runtime>::clear_topic()
    }

    fn alias_origin(_: &Location) -> Weight {
        Generic::<Runtime>::alias_origin()
    }

    fn unpaid_execution(_: &WeightLimit, _: &Option<Location>) -> Weight {
        Generic::<Runtime>::unpaid_execution()
    }

    fn execute_with_origin(_: &Option<InteriorLocation>, _: &Xcm<Call>) -> Weight {
        Generic::<Runtime>::execute_with_origin()
    }
}
