using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Factors;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Passwords;
using Foyer.Server.Surfaces;
using Foyer.Server.TrustedDevices;
using Foyer.Server.Verifications;
using Foyer.Server.Web3Wallets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.SignIns;

/// <summary><c>POST /v1/client/sign_ins/{sign_in_id}/attempt_first_factor</c>: proves the first factor of a sign-in.</summary>
internal sealed class AttemptFirstFactor(
    Database db, SignInStore signIns, SignInMoves moves, FactorProofs factors, OneTimeCodeStore codes, Web3WalletStore wallets, VerificationStore verifications, PasswordHasher hasher, PasswordReset reset, DiscoverablePasskey discoverable,
    SignInAnswers answers)
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapPost("/client/sign_ins/{sign_in_id}/attempt_first_factor", Handle);

    private static async Task<IResult> Handle(string sign_in_id, FrontendCall call, SignInStore signIns, AttemptFirstFactor attempt, CancellationToken ct)
    {
        if ((await signIns.FindOwn(call, sign_in_id, ct)).IsFault(out Fault? fault, out SignInRow signIn))
        {
            return new FaultResult(fault);
        }

        return call.Params.Text("strategy") is { } strategy ? await attempt.Run(call, signIn, strategy, ct) : new FaultResult(RequestFaults.Missing("strategy"));
    }

    /// <summary>The attempt, for a sign-in that is the caller's own.</summary>
    public async Task<IResult> Run(FrontendCall call, SignInRow signIn, string strategy, CancellationToken ct)
    {
        if (DiscoverablePasskey.Is(signIn, strategy))
        {
            Outcome<ClientChange> signedIn = await discoverable.Attempt(call, signIn, ct);
            return signedIn.IsFault(out Fault? unknown, out ClientChange change) ? new FaultResult(unknown) : await answers.Of(call, signIn.Id, change, ct);
        }

        if (signIn.Status != SignInStatus.NeedsFirstFactor.Value)
        {
            return new FaultResult(SignInFaults.WrongStep);
        }

        if (Strategies.IsSecondOnly(strategy) || (signIn.TrustedDeviceId is not null) != (strategy == TrustedDeviceStore.Strategy))
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        if (SignInStore.HidesAccount(call.Instance, signIn) && (signIns.FirstFactors(call.Instance, signIn, null) ?? []).All(factor => factor.Strategy != strategy))
        {
            return new FaultResult(FactorFaults.StrategyInvalid);
        }

        // A new password given together with the code of a reset is judged before the code is spent, whoever it is for.
        NewPassword? chosen = null;
        if (SignInRules.IsReset(strategy) && call.Params.Text("password") is { } password)
        {
            if ((await reset.Hash(call, password, [signIn.Identifier], ct)).IsFault(out Fault? weak, out string hash) || (await reset.IsKnownToOthers(signIn.UserId, password, ct)).IsFault(out weak, out bool isKnown))
            {
                return new FaultResult(weak);
            }

            chosen = new NewPassword(hash, isKnown);
        }

        if (signIn.UserId is null)
        {
            Fault? wrong = await AttemptOfNobody(call, signIn, strategy, ct);
            return wrong is null ? await answers.Of(call, signIn, ct) : new FaultResult(wrong);
        }

        Outcome<ClientChange> outcome = await factors.Attempt(call, signIn.FirstFactorOwner, strategy, new FactorMoves<ClientChange>(
            async tx => (await moves.FirstFactorProven(tx, call, signIn, strategy)).IsFault(out Fault? fault, out ClientChange change) ? fault :
                chosen is null ? change : await reset.Apply(tx, call, signIn with { FirstFactorStrategy = strategy }, chosen),
            (tx, fault) => signIns.Refused(tx, call.Instance, signIn, strategy, fault)), ct);
        return outcome.IsFault(out Fault? refused, out ClientChange moved) ? new FaultResult(Discreet(call, strategy, refused)) : await answers.Of(call, signIn.Id, moved, ct);
    }

    /// <summary>
    /// An attempt where the identifier belongs to nobody: as much work and the same refusals as for an account. A code
    /// that was really sent proves the identifier, for a sign-up to take over.
    /// </summary>
    private async Task<Fault?> AttemptOfNobody(FrontendCall call, SignInRow signIn, string strategy, CancellationToken ct)
    {
        if (strategy == "password")
        {
            return call.Params.Text("password") is not { } password ? RequestFaults.Missing("password") : (await hasher.Match(new Secret(password), null, ct)).IsFault(out Fault? busy, out _) ? busy : Discreet(call, strategy, PasswordFaults.Incorrect.At("password"));
        }

        bool isWallet = Web3WalletRules.Strategies.Contains(strategy);
        if (!isWallet && strategy is not ("email_code" or "phone_code" or "reset_password_email_code" or "reset_password_phone_code"))
        {
            return FactorFaults.StrategyInvalid;
        }

        string given = isWallet ? "signature" : "code";
        if (call.Params.Text(given) is not { } proof)
        {
            return RequestFaults.Missing(given);
        }

        return await db.Write(async tx =>
        {
            Outcome<VerificationRow> attempted = isWallet
                ? await wallets.Prove(tx, signIn.FirstFactorVerificationId, signIn.Id, strategy, proof)
                : await codes.Attempt(tx, signIn.FirstFactorVerificationId, proof);
            if (attempted.IsFault(out Fault? fault, out VerificationRow proven))
            {
                await signIns.Refused(tx, call.Instance, signIn, strategy, fault);
                return fault;
            }

            await verifications.MakeTransferable(tx, proven.Id);
            return null;
        }, ct);
    }

    /// <summary>Under enumeration protection a wrong password and an unknown identifier are one answer.</summary>
    private static Fault Discreet(FrontendCall call, string strategy, Fault fault) =>
        strategy == "password" && fault.Code == PasswordFaults.Incorrect.Code && call.Instance.Settings.UserSettings.AttackProtection.EnumerationProtection.Enabled
            ? SignInFaults.PasswordOrIdentifierIncorrect.At("password")
            : fault;
}
