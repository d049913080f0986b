// SPDX-License-Identifier: Apache-2.0

//! OPEN, fees and the treasury.

// The derived codec numbers the variants with a cast.
#![allow(clippy::as_conversions)]

use crate::{
    constants::{
        currency::EXISTENTIAL_DEPOSIT,
        fee::{WeightToFee, TRANSACTION_BYTE},
        time::DAYS,
    },
    extensions::nonces::{pallet_nonces, Accounts},
    governance::{EnsureSpendVeto, EnsureSpender},
    weights, AccountId, Attribution, Balance, Balances, BlockNumber, Inference, Runtime, RuntimeEvent,
    RuntimeFreezeReason, RuntimeHoldReason,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use openledger_primitives::{traits::FundPool, DatanetId, PoolId, OPEN};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::RelaychainDataProvider,
    frame_support::{
        parameter_types,
        traits::{
            fungible::{Credit, Mutate},
            tokens::{imbalance::ResolveTo, Pay, PaymentStatus, Preservation, UnityAssetBalanceConversion},
            ConstU32, ConstU8, Imbalance, OnUnbalanced, TypedGet, VariantCountOf, WithdrawReasons,
        },
        weights::ConstantMultiplier,
        PalletId,
    },
    pallet_balances,
    pallet_collator_selection::StakingPotAccountId,
    pallet_transaction_payment,
    pallet_treasury::{self, TreasuryAccountId},
    pallet_vesting,
    polkadot_runtime_common::SlowAdjustingFeeUpdate,
    sp_runtime::{
        traits::{ConvertInto, IdentityLookup},
        DispatchError, Permill,
    },
};
use scale_info::TypeInfo;

parameter_types! {
    pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = weights::pallet_balances::WeightInfo<Runtime>;
    type Balance = Balance;
    // The rest of an account below the existential deposit is not destroyed.
    type DustRemoval = ResolveTo<TreasuryAccountId<Runtime>, Balances>;
    type ExistentialDeposit = ExistentialDeposit;
    // Accounts keep their nonces beyond their end.
    type AccountStore = Accounts;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = ();
}

/// Splits fees between the author and the treasury, half each. An odd planck goes to the treasury, tips go to the
/// author.
///
/// The author is paid through the pot of `pallet-collator-selection`, which pays half of its balance to the author of
/// each block. So the author of a full block does not win all of its fees.
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
    type WeightInfo = weights::pallet_transaction_payment::WeightInfo<Runtime>;
}

impl pallet_nonces::Config for Runtime {}

parameter_types! {
    pub const TreasuryPalletId: PalletId = PalletId(*b"py/trsry");
    pub const SpendPeriod: BlockNumber = DAYS;
    pub const PayoutPeriod: BlockNumber = 30 * DAYS;
    pub const NoBurn: Permill = Permill::zero();
    pub TreasuryAccount: AccountId = crate::Treasury::account_id();
}

impl pallet_treasury::Config for Runtime {
    type Currency = Balances;
    type RejectOrigin = EnsureSpendVeto;
    type RuntimeEvent = RuntimeEvent;
    type SpendPeriod = SpendPeriod;
    type Burn = NoBurn;
    type PalletId = TreasuryPalletId;
    type BurnDestination = ();
    type WeightInfo = weights::pallet_treasury::WeightInfo<Runtime>;
    type SpendFunds = ();
    type MaxApprovals = ConstU32<100>;
    type SpendOrigin = EnsureSpender;
    type AssetKind = ();
    type Beneficiary = Beneficiary;
    type BeneficiaryLookup = IdentityLookup<Beneficiary>;
    type Paymaster = Paymaster;
    type BalanceConverter = UnityAssetBalanceConversion;
    type PayoutPeriod = PayoutPeriod;
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TreasuryBenchmarkHelper;
}

/// The accounts that no key controls, except the treasury's: the pot of authors, the ledger and the escrow.
pub fn runtime_accounts() -> [AccountId; 3] {
    [StakingPotAccountId::<Runtime>::get(), Attribution::ledger_account(), Inference::escrow_account()]
}

parameter_types! {
    /// The minimum of a vested transfer. A schedule takes one of the few places that an account has, so it must be
    /// worth one.
    pub const MinVestedTransfer: Balance = 10 * OPEN;
    /// Unvested OPEN cannot leave the account, not even as a fee. It can be staked, held as a deposit, and used to
    /// vote.
    pub NoneUnvested: WithdrawReasons = WithdrawReasons::empty();
}

impl pallet_vesting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BlockNumberToBalance = ConvertInto;
    type MinVestedTransfer = MinVestedTransfer;
    type WeightInfo = weights::pallet_vesting::WeightInfo<Runtime>;
    type UnvestedFundsAllowedWithdrawReasons = NoneUnvested;
    // Vesting takes real time, so it follows the relay chain's clock.
    type BlockNumberProvider = RelaychainDataProvider<Runtime>;
    // Lists of this length are stored: do not reduce.
    const MAX_VESTING_SCHEDULES: u32 = 28;
}

/// A recipient of the treasury.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Beneficiary {
    /// An account.
    #[codec(index = 0)]
    Account(AccountId),
    /// The contributors of a datanet, in proportion to their shares: a grant.
    #[codec(index = 1)]
    Datanet(DatanetId),
}

/// Pays from the treasury's account.
pub struct Paymaster;

impl Pay for Paymaster {
    type Balance = Balance;
    type Beneficiary = Beneficiary;
    type AssetKind = ();
    type Id = ();
    type Error = DispatchError;

    fn pay(who: &Beneficiary, _: (), amount: Balance) -> Result<(), DispatchError> {
        let treasury = TreasuryAccount::get();
        match who {
            Beneficiary::Account(who) => {
                Balances::transfer(&treasury, who, amount, Preservation::Expendable).map(|_| ())
            }
            Beneficiary::Datanet(datanet) => Attribution::fund(&treasury, &PoolId::Datanet(*datanet), amount),
        }
    }

    fn check_payment(_: ()) -> PaymentStatus {
        PaymentStatus::Success
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn ensure_successful(_: &Beneficiary, _: (), amount: Balance) {
        let needed = amount.saturating_add(EXISTENTIAL_DEPOSIT);
        let _ = Balances::mint_into(&TreasuryAccount::get(), needed);
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn ensure_concluded(_: ()) {}
}

/// Makes arguments for the treasury's benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct TreasuryBenchmarkHelper;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_treasury::ArgumentsFactory<(), Beneficiary> for TreasuryBenchmarkHelper {
    fn create_asset_kind(_: u32) {}

    fn create_beneficiary(seed: [u8; 32]) -> Beneficiary {
        use openledger_primitives::{traits::RevenueShares, Holder};
        // A grant is the most work. The datanet needs a holder.
        let [a, b, c, d, ..] = seed;
        let datanet = DatanetId(u32::from_le_bytes([a, b, c, d]));
        let _ = Attribution::add(&PoolId::Datanet(datanet), &Holder::Account(AccountId::from(seed)), 1);
        Beneficiary::Datanet(datanet)
    }
}
