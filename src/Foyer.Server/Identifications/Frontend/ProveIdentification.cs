using Foyer.Contracts;
using Foyer.Server.EmailLinks;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.Restrictions;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Identifications.Frontend;

/// <summary><c>POST …/{id}/prepare_verification</c> sends a code or a link; <c>POST …/{id}/attempt_verification</c> proves the identifier with it (WIRE §9.2).</summary>
internal static class ProveIdentification
{
    public static void Map<T>(RouteGroupBuilder frontend, IdentifierKind<T> kind) where T : class
    {
        frontend.MapPost($"/me/{kind.Plural}/{{id}}/prepare_verification", (string id, FrontendCall call, OneTimeCodeStore codes, EmailLinkStore links, RestrictionGate gate, [AsParameters] OwnIdentifications with, CancellationToken ct) => Prepare(id, call, kind, codes, links, gate, with, ct));
        frontend.MapPost($"/me/{kind.Plural}/{{id}}/attempt_verification", (string id, FrontendCall call, OneTimeCodeStore codes, [AsParameters] OwnIdentifications with, CancellationToken ct) => Attempt(id, call, kind, codes, with, ct));
    }

    private static async Task<IResult> Prepare<T>(string id, FrontendCall call, IdentifierKind<T> kind, OneTimeCodeStore codes, EmailLinkStore links, RestrictionGate gate, OwnIdentifications with, CancellationToken ct) where T : class
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (own.Session.IsImpersonation)
        {
            return new FaultResult(ReverificationFaults.Impersonating);
        }

        string? asked = await with.Db.One<string>($"SELECT {kind.Name} FROM {kind.Plural} WHERE id = @id AND instance_id = @instanceId", new { id, instanceId = call.Instance.Id }, ct);
        bool isMailboxTaken = asked is not null && call.Instance.Settings.UserSettings.AttackProtection.EnumerationProtection.Enabled && await gate.IsMailboxTaken(call.Instance, kind.Name, asked, ct);
        fault = await with.Change(call, own, kind, id, async (tx, user, row) =>
        {
            if (row.IsVerified)
            {
                return VerificationFaults.AlreadyVerified with { Status = kind.PrepareRefusal };
            }

            if (Strategy(call, kind).IsFault(out Fault? wrong, out string strategy))
            {
                return wrong with { Status = kind.PrepareRefusal };
            }

            bool isTaken = isMailboxTaken || (await with.Identifications.Owner(tx, kind, call.Instance.Id, row.Value) is { } owner && owner != user.Id);
            Outcome<VerificationRow> outcome = strategy == EmailLinkStore.Strategy
                ? await links.Send(tx, call, new EmailLinkRequest { OwnerId = row.Id, ClientId = own.Client.Id, Identification = row.Id, Target = row.Value, Locale = user.Locale, IsTaken = isTaken })
                : await codes.Send(tx, call.Instance, new CodeRequest
                {
                    OwnerId = row.Id,
                    ClientId = own.Client.Id,
                    Strategy = strategy,
                    Identification = row.Id,
                    Target = row.Value,
                    Channel = call.Params.Text("channel"),
                    Locale = user.Locale,
                    IsTaken = isTaken,
                });
            if (outcome.IsFault(out Fault? refused, out VerificationRow sent))
            {
                return refused.Status == StatusCodes.Status429TooManyRequests ? refused : refused with { Status = kind.PrepareRefusal };
            }

            await with.Identifications.Prepared(tx, kind, row.Id, sent.Id);
            return null;
        }, ct);
        return fault is not null ? new FaultResult(fault) : await with.Answer(call, own, kind, id, ct);
    }

    private static async Task<IResult> Attempt<T>(string id, FrontendCall call, IdentifierKind<T> kind, OneTimeCodeStore codes, OwnIdentifications with, CancellationToken ct) where T : class
    {
        if ((await with.Current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own))
        {
            return new FaultResult(fault);
        }

        if (own.Session.IsImpersonation)
        {
            return new FaultResult(ReverificationFaults.Impersonating);
        }

        if (call.Params.Text("code") is not { } code)
        {
            return new FaultResult(RequestFaults.Missing("code"));
        }

        fault = await with.Change(call, own, kind, id, async (tx, user, row) =>
        {
            if (row.IsVerified)
            {
                return VerificationFaults.AlreadyVerified;
            }

            if ((await codes.Attempt(tx, row.VerificationId, code)).IsFault(out Fault? wrong, out VerificationRow proven))
            {
                await with.Users.Touched(tx, user.Id);
                return wrong;
            }

            if (await with.Identifications.Prove(tx, kind, user, row, proven.Strategy) is { } taken)
            {
                return tx.Abandon(taken);
            }

            await with.Notices.IdentifierAdded(tx, call.Instance, user.Id, row.Value);
            return null;
        }, ct);
        return fault is not null ? new FaultResult(fault) : await with.Answer(call, own, kind, id, ct);
    }

    private static Outcome<string> Strategy(FrontendCall call, IdentifierKind kind)
    {
        UserAttribute attribute = kind.Attribute(call.Instance.Settings.UserSettings.Attributes);
        return call.Params.Text("strategy") is not { } strategy ? RequestFaults.Missing("strategy") :
            attribute.Enabled && (strategy == kind.CodeStrategy || (kind.Name == IdentifierKinds.EmailAddress.Name && strategy == EmailLinkStore.Strategy && attribute.Verifications.Contains(strategy))) ? strategy :
            RequestFaults.Value("strategy");
    }
}
