// SPDX-License-Identifier: Apache-2.0

//! OPEN, fees and the treasury.

use crate::{
    constants::{
        currency::EXISTENTIAL_DEPOSIT,
        fee::{WeightToFee, TRANSACTION_BYTE},
        time::DAYS,
    },
    AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, System,
};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::RelaychainDataProvider,
    frame_support::{
        parameter_types,
        traits::{
            fungible::Credit,
            tokens::{imbalance::ResolveTo, PayFromAccount, UnityAssetBalanceConversion},
            ConstU32, ConstU8, Imbalance, OnUnbalanced, VariantCountOf,
        },
        weights::ConstantMultiplier,
        PalletId,
    },
    frame_system::EnsureRootWithSuccess,
    pallet_balances,
    pallet_collator_selection::StakingPotAccountId,
    pallet_skip_feeless_payment, pallet_transaction_payment,
    pallet_treasury::{self, TreasuryAccountId},
    polkadot_runtime_common::SlowAdjustingFeeUpdate,
    sp_runtime::{traits::IdentityLookup, Permill},
};

parameter_types! {
    pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
    type Balance = Balance;
    // What is left of an account below the existential deposit is not destroyed.
    type DustRemoval = ResolveTo<TreasuryAccountId<Runtime>, Balances>;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = ();
}

/// Fees go half to the author and half to the treasury, an odd planck to the treasury; tips go to the author.
///
/// The author is paid through the pot of `pallet-collator-selection`, which gives half of what it holds to the author of
/// each block, so that a full block's fees can't be won by whoever happens to author it.
pub struct DealWithFees;

impl OnUnbalanced<Credit<AccountId, Balances>> for DealWithFees {
    fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, Balances>>) {
        let Some(fees) = fees_then_tips.next() else { return };
        let (mut author, treasury) = fees.ration(50, 50);
        for tip in fees_then_tips {
            tip.merge_into(&mut author);
        }
        ResolveTo::<StakingPotAccountId<Runtime>, Balances>::on_unbalanced(author);
        ResolveTo::<TreasuryAccountId<Runtime>, Balances>::on_unbalanced(treasury);
    }
}

parameter_types! {
    pub const TransactionByteFee: Balance = TRANSACTION_BYTE;
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = pallet_transaction_payment::FungibleAdapter<Balances, DealWithFees>;
    type WeightToFee = WeightToFee;
    type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
    type FeeMultiplierUpdate = SlowAdjustingFeeUpdate<Self>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl pallet_skip_feeless_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
}

parameter_types! {
    pub const TreasuryPalletId: PalletId = PalletId(*b"py/trsry");
    pub const SpendPeriod: BlockNumber = DAYS;
    pub const PayoutPeriod: BlockNumber = 30 * DAYS;
    pub const NoBurn: Permill = Permill::zero();
    pub const MaxSpend: Balance = Balance::MAX;
    pub TreasuryAccount: AccountId = crate::Treasury::account_id();
}

impl pallet_treasury::Config for Runtime {
    type Currency = Balances;
    type RejectOrigin = polkadot_sdk::frame_system::EnsureRoot<AccountId>;
    type RuntimeEvent = RuntimeEvent;
    type SpendPeriod = SpendPeriod;
    type Burn = NoBurn;
    type PalletId = TreasuryPalletId;
    type BurnDestination = ();
    type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
    type SpendFunds = ();
    type MaxApprovals = ConstU32<100>;
    type SpendOrigin = EnsureRootWithSuccess<AccountId, MaxSpend>;
    type AssetKind = ();
    type Beneficiary = AccountId;
    type BeneficiaryLookup = IdentityLookup<AccountId>;
    type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
    type BalanceConverter = UnityAssetBalanceConversion;
    type PayoutPeriod = PayoutPeriod;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TreasuryBenchmarkHelper;
}

/// Makes arguments for the treasury's benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct TreasuryBenchmarkHelper;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_treasury::ArgumentsFactory<(), AccountId> for TreasuryBenchmarkHelper {
    fn create_asset_kind(_: u32) {}

    fn create_beneficiary(seed: [u8; 32]) -> AccountId {
        // A beneficiary that does not exist yet would make the smallest payout fail.
        let who = AccountId::from(seed);
        let _ =
            <Balances as polkadot_sdk::frame_support::traits::Currency<_>>::deposit_creating(&who, EXISTENTIAL_DEPOSIT);
        who
    }
}
