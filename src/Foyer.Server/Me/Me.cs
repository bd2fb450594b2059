using System.Text.Json;
using Foyer.Contracts;
using Foyer.Server.Clients;
using Foyer.Server.Identifications;
using Foyer.Server.Sessions.Frontend;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Foyer.Server.Me;

/// <summary><c>GET /v1/me</c>: the person of the session the request is about.</summary>
internal static class GetMe
{
    public static void Map(RouteGroupBuilder frontend) => frontend.MapGet("/me", Handle);

    private static async Task<IResult> Handle(FrontendCall call, CurrentSession current, UserStore users, TimeProvider clock, CancellationToken ct) =>
        (await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own)
            ? new FaultResult(fault)
            : ClientAnswers.Read(await Resource(call, users, clock, own.Session.UserId, ct), WireJson.Default.EnvelopeUserResource);

    public static async Task<UserResource> Resource(FrontendCall call, UserStore users, TimeProvider clock, string userId, CancellationToken ct) =>
        (await users.FindAggregate(call.Instance.Id, userId, ct))!.ToResource(call.PublicUrl, call.Instance.Settings.UserSettings.AttackProtection.UserLockout, clock.GetUtcNow(), withPrivateMetadata: false);
}

/// <summary><c>PATCH /v1/me</c>: names, username, primary identifiers; and unsafe metadata, for clients older than 2026-05-12.</summary>
internal static class UpdateMe
{
    private const int MaxName = 256;

    public static void Map(RouteGroupBuilder frontend) => frontend.MapPatch("/me", Handle);

    /// <summary>What decides who can sign in, and where messages go.</summary>
    private static readonly string[] Sensitive = ["username", "primary_email_address_id", "primary_phone_number_id", "primary_web3_wallet_id"];

    private static async Task<IResult> Handle(FrontendCall call, [AsParameters] Deps with, CancellationToken ct)
    {
        (Database db, CurrentSession current, UserStore users, ClientStore clients, ClientAnswers answers, TimeProvider clock) = (with.Db, with.Current, with.Users, with.Clients, with.Answers, with.Clock);
        if ((await current.FindActive(call, ct)).IsFault(out Fault? fault, out OwnSession own) || Check(call).IsFault(out fault, out Dictionary<string, object?> columns))
        {
            return new FaultResult(fault);
        }

        if (Sensitive.Any(call.Params.Has) && await with.Reverification.Require(call, own, ct) is { } stale)
        {
            return new FaultResult(stale);
        }

        fault = await db.Write(async tx =>
        {
            if (await users.FindForUpdate(tx, call.Instance.Id, own.Session.UserId) is not { } user)
            {
                return tx.Abandon(RequestFaults.AuthenticationInvalid);
            }

            if (await CurrentSession.Ended(tx, own) is { } ended)
            {
                return tx.Abandon(ended);
            }

            if (await Apply(tx, call, with.Identifications, user, columns) is { } refused)
            {
                return tx.Abandon(refused);
            }

            await users.Changed(tx, call.Instance.Id, user.Id);
            await clients.Changed(tx, own.Client.Id);
            return null;
        }, ct);
        if (fault is not null)
        {
            return new FaultResult(fault);
        }

        UserResource resource = await GetMe.Resource(call, users, clock, own.Session.UserId, ct);
        return await answers.Changed(call, own.Client.Id, _ => resource, WireJson.Default.EnvelopeUserResource, ct);
    }

    /// <summary>What is given, checked; empty clears a name (WIRE §2.1).</summary>
    private static Outcome<Dictionary<string, object?>> Check(FrontendCall call)
    {
        Dictionary<string, object?> columns = new(StringComparer.Ordinal);
        UserAttributes attributes = call.Instance.Settings.UserSettings.Attributes;
        foreach ((string name, UserAttribute attribute) in new[] { ("first_name", attributes.FirstName), ("last_name", attributes.LastName), ("username", attributes.Username) })
        {
            if (!call.Params.Has(name))
            {
                continue;
            }

            string? value = call.Params.Text(name);
            if (!attribute.Enabled)
            {
                return RequestFaults.NotAvailable(name);
            }

            if (value is null && attribute.Required)
            {
                return RequestFaults.Missing(name);
            }

            if (value?.Length > MaxName)
            {
                return RequestFaults.TooLong(name);
            }

            columns[name] = value;
        }

        if (call.Params.Text("username") is { } username)
        {
            if (UsernameRules.CheckOwn(call.Instance.Settings.UserSettings.UsernameSettings, username) is { } fault)
            {
                return fault;
            }
        }

        if (columns.ContainsKey("username"))
        {
            columns["username_key"] = call.Params.Text("username") is { } chosen ? UsernameRules.Key(chosen) : null;
        }

        if (call.Params.Object("unsafe_metadata").IsFault(out Fault? wrong, out JsonElement? metadata) || (wrong = metadata is { } given ? Metadata.Check(given, "unsafe_metadata") : null) is not null)
        {
            return wrong;
        }

        if (metadata is { } value2)
        {
            columns["unsafe_metadata"] = value2.GetRawText();
        }

        return columns;
    }

    private static async Task<Fault?> Apply(Tx tx, FrontendCall call, IdentificationStore identifications, UserRow user, Dictionary<string, object?> columns)
    {
        foreach (IdentifierKind kind in new IdentifierKind[] { IdentifierKinds.EmailAddress, IdentifierKinds.PhoneNumber })
        {
            if (call.Params.Text(kind.PrimaryColumn) is not { } id)
            {
                continue;
            }

            Fault? refused = await identifications.Find(tx, kind, user.InstanceId, id) is { IsVerified: true } row && row.UserId == user.Id
                ? await identifications.SetPrimary(tx, call.Instance, kind, user, row, notify: true)
                : UserFaults.StillUnproven.At(kind.PrimaryColumn);
            if (refused is not null)
            {
                return refused;
            }
        }

        foreach ((string name, string table, string column) in new[]
        {
            ("primary_web3_wallet_id", "web3_wallets", "web3_wallet"),
        })
        {
            if (call.Params.Text(name) is not { } id)
            {
                continue;
            }

            if (await tx.One<string>($"SELECT {column} FROM {table} WHERE id = @id AND user_id = @userId AND verification_status = 'verified'", new { id, userId = user.Id }) is not { } value)
            {
                return UserFaults.StillUnproven.At(name);
            }

            columns[name] = id;
            columns[column] = value;
        }

        if (columns.TryGetValue("username", out object? named) && named is null && user.Username is not null && !await identifications.HasOthers(tx, user.Id))
        {
            return IdentificationFaults.LastOne;
        }

        if (columns.GetValueOrDefault("username_key") is string key &&
            await tx.One<string>("SELECT id FROM users WHERE instance_id = @InstanceId AND username_key = @key AND id <> @Id", new { user.InstanceId, key, user.Id }) is not null)
        {
            return UserFaults.Taken("username");
        }

        if (columns.Count > 0)
        {
            Dapper.DynamicParameters args = new(columns);
            args.Add("id", user.Id);
            await tx.Run($"UPDATE users SET {string.Join(", ", columns.Keys.Select(column => $"{column} = @{column}"))} WHERE id = @id", args);
        }

        return null;
    }

    internal sealed record Deps(
        [FromServices] Database Db,
        [FromServices] CurrentSession Current,
        [FromServices] Reverification Reverification,
        [FromServices] UserStore Users,
        [FromServices] IdentificationStore Identifications,
        [FromServices] ClientStore Clients,
        [FromServices] ClientAnswers Answers,
        [FromServices] TimeProvider Clock);
}
