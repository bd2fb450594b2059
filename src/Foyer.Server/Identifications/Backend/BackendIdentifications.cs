using Foyer.Contracts;
using Foyer.Server.OneTimeCodes;
using Foyer.Server.PhoneNumbers;
using Foyer.Server.Surfaces;
using Foyer.Server.Users;
using Foyer.Server.Users.Backend;
using Foyer.Server.Verifications;
using Microsoft.AspNetCore.Http;

namespace Foyer.Server.Identifications.Backend;

/// <summary>What an operator asks of an identifier; members that are null stay as they are.</summary>
internal sealed record IdentifierChange
{
    public bool? Verified { get; init; }

    public bool? Primary { get; init; }

    public bool? Notify { get; init; }

    public bool? ReservedForSecondFactor { get; init; }
}

/// <summary>The Backend API's operations on e-mail addresses and phone numbers, which differ in names only. An operator's word is proof.</summary>
internal sealed class BackendIdentifications(Database db, UserStore users, UserAnswers answers, IdentificationStore identifications, SecondFactorPhones phones, OneTimeCodeStore codes, VerificationStore verifications, TimeProvider clock)
{
    private const string Admin = "admin";

    public async Task<IResult> Get<T>(BackendCall call, IdentifierKind<T> kind, string id, CancellationToken ct) where T : class =>
        await Answer(call, kind, id, ct);

    public async Task<IResult> Create<T>(BackendCall call, IdentifierKind<T> kind, string? userId, string? text, IdentifierChange asked, CancellationToken ct) where T : class
    {
        if (string.IsNullOrEmpty(userId) || string.IsNullOrEmpty(text))
        {
            return new FaultResult(RequestFaults.Missing(string.IsNullOrEmpty(userId) ? "user_id" : kind.Name));
        }

        if (kind.Normalize(text) is not { } value)
        {
            return new FaultResult(RequestFaults.Format(kind.Name));
        }

        if (asked is { Primary: true, Verified: not true })
        {
            return new FaultResult(UserFaults.StillUnproven.At("primary"));
        }

        Outcome<string> made = await db.Write(async tx =>
        {
            if (await users.FindForUpdate(tx, call.Instance.Id, userId) is not { } user)
            {
                return tx.Abandon<Outcome<string>>(RequestFaults.NotFound);
            }

            // The operator is told of an owner even where the address would only be pending: it could never be proven.
            if (await identifications.Owner(tx, kind, call.Instance.Id, value) is not null)
            {
                return tx.Abandon<Outcome<string>>(UserFaults.Taken(kind.Name));
            }

            if ((await identifications.Add(tx, kind, user, value, asked.Verified == true ? Standing.Verified : Standing.Unproven, Admin)).IsFault(out Fault? refused, out string id))
            {
                return tx.Abandon<Outcome<string>>(refused);
            }

            await Apply(tx, call, kind, user, id, asked with { Verified = null });
            await users.Changed(tx, call.Instance.Id, user.Id);
            return id;
        }, ct);
        return made.IsFault(out Fault? fault, out string added) ? new FaultResult(fault) : await Answer(call, kind, added, ct);
    }

    public async Task<IResult> Update<T>(BackendCall call, IdentifierKind<T> kind, string id, IdentifierChange asked, CancellationToken ct) where T : class
    {
        Fault? fault = await Change(call, kind, id, (tx, user, row) => Apply(tx, call, kind, user, row.Id, asked), ct);
        return fault is not null ? Refuse(fault) : await Answer(call, kind, id, ct);
    }

    public async Task<IResult> Delete<T>(BackendCall call, IdentifierKind<T> kind, string id, CancellationToken ct) where T : class
    {
        Fault? fault = await Change(call, kind, id, (tx, user, row) => identifications.Remove(tx, kind, user, row, isRequired: false), ct);
        return fault is not null ? Refuse(fault) : new WireResult<DeletedObject>(new DeletedObject(kind.Name, id), WireJson.Default.DeletedObject);
    }

    /// <summary>All of the kind give way to one.</summary>
    public async Task<IResult> Replace<T>(BackendCall call, IdentifierKind<T> kind, string userId, string? text, string? status, bool notify, CancellationToken ct) where T : class
    {
        if (kind.Normalize(text) is not { } value)
        {
            return new FaultResult(string.IsNullOrEmpty(text) ? RequestFaults.Missing(kind.Name) : RequestFaults.Format(kind.Name));
        }

        Standing? standing = status switch { null or "verified" => Standing.Verified, "reserved" => Standing.Reserved, "unverified" => Standing.Unproven, _ => null };
        if (standing is null)
        {
            return new FaultResult(RequestFaults.Value("identification_status"));
        }

        Outcome<string> replaced = await db.Write(async tx =>
        {
            if (await users.FindForUpdate(tx, call.Instance.Id, userId) is not { } user)
            {
                return tx.Abandon<Outcome<string>>(RequestFaults.NotFound);
            }

            if (await identifications.Owner(tx, kind, call.Instance.Id, value) is { } owner && owner != userId)
            {
                return tx.Abandon<Outcome<string>>(UserFaults.Taken(kind.Name));
            }

            string? before = await tx.One<string>($"SELECT {kind.Name} FROM users WHERE id = @userId", new { userId });
            foreach (IdentificationRow row in await identifications.Of(tx, kind, userId))
            {
                if (await identifications.IsLinked(tx, kind, userId, row))
                {
                    return tx.Abandon<Outcome<string>>(IdentificationFaults.Needed);
                }

                await identifications.Delete(tx, kind, row.Id);
            }

            await tx.Run($"UPDATE users SET {kind.PrimaryColumn} = NULL, {kind.Name} = NULL WHERE id = @userId", new { userId });
            if ((await identifications.Add(tx, kind, user, value, standing.Value, Admin)).IsFault(out Fault? refused, out string id))
            {
                return tx.Abandon<Outcome<string>>(refused);
            }

            if (notify && before is not null && before != value && kind.Name == IdentifierKinds.EmailAddress.Name)
            {
                await identifications.Announce(tx, call.Instance, user, before, value);
            }

            await users.Changed(tx, call.Instance.Id, userId);
            return id;
        }, ct);
        return replaced.IsFault(out Fault? fault, out string made) ? new FaultResult(fault) : await Answer(call, kind, made, ct);
    }

    /// <summary>Sends a code for the app's own server to check. It stands beside whatever the person is proving in the browser.</summary>
    public async Task<IResult> Prepare<T>(BackendCall call, IdentifierKind<T> kind, string id, CancellationToken ct) where T : class
    {
        VerificationRow? sent = null;
        Fault? fault = await Change(call, kind, id, async (tx, user, row) =>
        {
            Outcome<VerificationRow> outcome = await codes.Send(tx, call.Instance, new CodeRequest { OwnerId = OwnerOf(row.Id), Strategy = kind.CodeStrategy, Identification = row.Id, Target = row.Value, Locale = user.Locale });
            return outcome.IsFault(out Fault? refused, out sent) ? refused : null;
        }, ct);
        return fault is not null ? Refuse(fault) : Answer(sent!);
    }

    public async Task<IResult> Attempt<T>(BackendCall call, IdentifierKind<T> kind, string id, AttemptVerificationRequest body, CancellationToken ct) where T : class
    {
        if (string.IsNullOrEmpty(body.VerificationId) || string.IsNullOrEmpty(body.Code))
        {
            return Refuse(RequestFaults.Missing(string.IsNullOrEmpty(body.Code) ? "code" : "verification_id"));
        }

        Fault? fault = await Change(call, kind, id, async (tx, user, row) =>
        {
            if (await verifications.Find(tx, body.VerificationId) is not { } prepared || prepared.OwnerId != OwnerOf(row.Id))
            {
                return RequestFaults.NotFound;
            }

            if ((await codes.Attempt(tx, prepared.Id, body.Code)).IsFault(out Fault? wrong))
            {
                // Wrong, late and once too often are told by the status of the verification.
                return wrong.Code == VerificationFaults.AlreadyVerified.Code || wrong.Status == StatusCodes.Status429TooManyRequests ? wrong : null;
            }

            return row.IsVerified || await identifications.Prove(tx, kind, user, row, kind.CodeStrategy) is not { } taken ? null : tx.Abandon(taken);
        }, ct);
        return fault is not null ? Refuse(fault) : Answer((await verifications.Find(body.VerificationId, ct))!);
    }

    private async Task<Fault?> Apply(Tx tx, BackendCall call, IdentifierKind kind, UserRow user, string id, IdentifierChange asked)
    {
        IdentificationRow row = (await identifications.Find(tx, kind, call.Instance.Id, id))!;
        Fault? fault =
            asked.Verified == true && !row.IsVerified ? await identifications.Prove(tx, kind, user, row, Admin) :
            asked.Verified == false && row.IsOwned ? await identifications.Unprove(tx, kind, user, row) :
            null;
        if (fault is null && asked.Primary == true)
        {
            row = (await identifications.Find(tx, kind, call.Instance.Id, id))!;
            fault = await identifications.SetPrimary(tx, call.Instance, kind, user, row, asked.Notify == true);
        }

        if (fault is null && asked.ReservedForSecondFactor is { } reserved)
        {
            await phones.Set(tx, user.Id, id, reserved, isDefault: null);
        }

        return fault is null ? null : tx.Abandon(fault);
    }

    /// <summary>Changes an identifier of the instance with its user's row held.</summary>
    private Task<Fault?> Change(BackendCall call, IdentifierKind kind, string id, Func<Tx, UserRow, IdentificationRow, Task<Fault?>> change, CancellationToken ct) => db.Write(async tx =>
    {
        if (await identifications.Find(tx, kind, call.Instance.Id, id) is not { } found || await users.FindForUpdate(tx, call.Instance.Id, found.UserId) is not { } user ||
            await identifications.Find(tx, kind, call.Instance.Id, id) is not { } row)
        {
            return RequestFaults.NotFound;
        }

        Fault? fault = await change(tx, user, row);
        if (fault is null)
        {
            await users.Changed(tx, call.Instance.Id, user.Id);
        }

        return fault;
    }, ct);

    private async Task<IResult> Answer<T>(BackendCall call, IdentifierKind<T> kind, string id, CancellationToken ct) where T : class
    {
        string? userId = await db.One<string>($"SELECT user_id FROM {kind.Plural} WHERE id = @id AND instance_id = @instanceId", new { id, instanceId = call.Instance.Id }, ct);
        return userId is not null && await users.FindAggregate(call.Instance.Id, userId, ct) is { } user && kind.Find(answers.Resource(call, user), id) is { } resource
            ? new WireResult<T>(resource, kind.Bare)
            : new FaultResult(RequestFaults.NotFound);
    }

    private WireResult<BackendVerification> Answer(VerificationRow row) => new(
        new BackendVerification
        {
            Object = VerificationObjects.Of(row.Strategy),
            Id = row.Id,
            Status = row.StatusAt(clock.GetUtcNow()),
            Strategy = row.Strategy,
            Attempts = row.Attempts,
            ExpireAt = row.ExpireAt,
            Channel = row.Channel,
        },
        WireJson.Default.BackendVerification);

    /// <summary>A verification of the app's server is its own: asking for another voids only those of its kind.</summary>
    private static string OwnerOf(string id) => id + ".backend";

    /// <summary>These operations have 400 where others have 422.</summary>
    public static FaultResult Refuse(Fault fault) => new(fault.Status == StatusCodes.Status422UnprocessableEntity ? fault with { Status = StatusCodes.Status400BadRequest } : fault);
}
