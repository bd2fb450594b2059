using Foyer.Contracts;
using Foyer.Server.Restrictions;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Identifications.Frontend;

/// <summary>
/// <c>POST /v1/me/email_addresses</c> and <c>/v1/me/phone_numbers</c>. What is added is unproven and keeps nobody else from it.
/// Where accounts must not be found out, one that belongs to somebody is added like any other, and no code ever proves it.
/// </summary>
internal static class CreateIdentification
{
    public static void Map<T>(RouteGroupBuilder frontend, IdentifierKind<T> kind) where T : class =>
        frontend.MapPost($"/me/{kind.Plural}", (FrontendCall call, RestrictionGate gate, [AsParameters] OwnIdentifications with, CancellationToken ct) => Handle(call, kind, gate, with, ct));

    private static async Task<IResult> Handle<T>(FrontendCall call, IdentifierKind<T> kind, RestrictionGate gate, OwnIdentifications with, CancellationToken ct) where T : class
    {
        if ((await with.Sensitive(call, ct)).IsFault(out Fault? fault, out OwnSession own) || Check(call, kind).IsFault(out fault, out string value))
        {
            return new FaultResult(fault);
        }

        bool mayTell = !call.Instance.Settings.UserSettings.AttackProtection.EnumerationProtection.Enabled;
        if (await gate.Check(call.Instance, kind.Name, value, ct, hidesAccounts: !mayTell) is { } restricted)
        {
            return new FaultResult(restricted);
        }

        Outcome<string> added = await with.Db.Write(async tx =>
        {
            if (await with.Users.FindForUpdate(tx, call.Instance.Id, own.Session.UserId) is not { } user)
            {
                return tx.Abandon<Outcome<string>>(RequestFaults.AuthenticationInvalid);
            }

            if (await CurrentSession.Ended(tx, own) is { } ended)
            {
                return tx.Abandon<Outcome<string>>(ended);
            }

            if (mayTell && await with.Identifications.Owner(tx, kind, call.Instance.Id, value) is not null)
            {
                return tx.Abandon<Outcome<string>>(UserFaults.Taken(kind.Name));
            }

            if ((await with.Identifications.Add(tx, kind, user, value, Standing.Unproven)).IsFault(out Fault? refused, out string id))
            {
                return tx.Abandon<Outcome<string>>(refused);
            }

            if (kind.Name == IdentifierKinds.PhoneNumber.Name && call.Params.Flag("reserved_for_second_factor"))
            {
                await tx.Run("UPDATE phone_numbers SET reserved_for_second_factor = TRUE WHERE id = @id", new { id });
            }

            await with.Users.Changed(tx, call.Instance.Id, user.Id);
            await with.Clients.Changed(tx, own.Client.Id);
            return id;
        }, ct);
        return added.IsFault(out fault, out string made) ? new FaultResult(fault) : await with.Answer(call, own, kind, made, ct);
    }

    private static Outcome<string> Check(FrontendCall call, IdentifierKind kind)
    {
        UserSettings settings = call.Instance.Settings.UserSettings;
        if (!kind.Attribute(settings.Attributes).Enabled)
        {
            return RequestFaults.NotAvailable(kind.Name);
        }

        if (call.Params.Text(kind.Name) is not { } typed)
        {
            return RequestFaults.Missing(kind.Name);
        }

        if (kind.Normalize(typed) is not { } value)
        {
            return RequestFaults.Format(kind.Name);
        }

        if (call.Params.Flag("reserved_for_second_factor") && !settings.Attributes.PhoneNumber.UsedForSecondFactor)
        {
            return RequestFaults.NotAvailable("reserved_for_second_factor");
        }

        return value;
    }
}
