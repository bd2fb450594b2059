using System.Text.Json;
using Foyer.Contracts;

namespace Foyer.Server.JwtTemplates;

/// <summary>A row of <c>jwt_templates</c>.</summary>
internal sealed record JwtTemplateRow
{
    public required string Id { get; init; }

    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    /// <summary>A JSON object, as it was given.</summary>
    public required string Claims { get; init; }

    public long Lifetime { get; init; }

    public int AllowedClockSkew { get; init; }

    public bool CustomSigningKey { get; init; }

    public required string SigningAlgorithm { get; init; }

    public string? WrappedKey { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public JsonElement ClaimsJson()
    {
        using JsonDocument document = JsonDocument.Parse(Claims);
        return document.RootElement.Clone();
    }

    public JwtTemplate ToResource() => new()
    {
        Id = Id,
        Name = Name,
        Claims = ClaimsJson(),
        Lifetime = Lifetime,
        AllowedClockSkew = AllowedClockSkew,
        CustomSigningKey = CustomSigningKey,
        SigningAlgorithm = SigningAlgorithm,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}

/// <summary>Reads and writes <c>jwt_templates</c>.</summary>
internal sealed class JwtTemplateStore(Database db, KeyEncryptionKey kek, Outbox outbox, TimeProvider clock)
{
    private const string Purpose = "jwt_template";

    public Task<JwtTemplateRow?> Find(string instanceId, string id, CancellationToken ct) =>
        db.One<JwtTemplateRow>("SELECT * FROM jwt_templates WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }, ct);

    public Task<JwtTemplateRow?> FindByName(string instanceId, string name, CancellationToken ct) =>
        db.One<JwtTemplateRow>("SELECT * FROM jwt_templates WHERE instance_id = @instanceId AND name = @name", new { instanceId, name }, ct);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<JwtTemplateRow>> List(string instanceId, int limit, long offset, CancellationToken ct) =>
        db.Many<JwtTemplateRow>("SELECT * FROM jwt_templates WHERE instance_id = @instanceId ORDER BY created_at DESC, id DESC LIMIT @limit OFFSET @offset", new { instanceId, limit, offset }, ct);

    public Task<long> Count(string instanceId, CancellationToken ct) =>
        db.One<long>("SELECT count(*) FROM jwt_templates WHERE instance_id = @instanceId", new { instanceId }, ct);

    public async Task<Outcome<JwtTemplateRow>> Insert(Tx tx, string instanceId, JwtTemplateRequest body)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string id = Ids.New("jtmp", now);
        bool custom = body.CustomSigningKey == true;
        JwtTemplateRow? made = await tx.One<JwtTemplateRow>("""
            INSERT INTO jwt_templates (id, instance_id, name, claims, lifetime, allowed_clock_skew, custom_signing_key, signing_algorithm, wrapped_key, created_at, updated_at)
            VALUES (@id, @instanceId, @Name, @claims, @lifetime, @skew, @custom, @algorithm, @wrapped, @now, @now)
            ON CONFLICT DO NOTHING RETURNING *
            """,
            new
            {
                id,
                instanceId,
                body.Name,
                claims = body.Claims!.Value.GetRawText(),
                lifetime = body.Lifetime ?? JwtTemplateRules.DefaultLifetime,
                skew = body.AllowedClockSkew ?? JwtTemplateRules.DefaultClockSkew,
                custom,
                algorithm = custom ? body.SigningAlgorithm : CustomKeys.InstanceAlgorithm,
                wrapped = custom ? kek.Wrap(Purpose, id, body.SigningKey!) : null,
                now,
            });
        if (made is null)
        {
            return JwtTemplateFaults.NameTaken;
        }

        await outbox.Audit(tx, instanceId, "jwt_template.created", null, id);
        return made;
    }

    /// <summary>Changes what is given. <c>updated_at</c> strictly increases: what was made of the row is known by it.</summary>
    public async Task<Outcome<JwtTemplateRow>> Update(Tx tx, string instanceId, string id, JwtTemplateRequest body)
    {
        if (body.Name is not null && await tx.One<string>("SELECT id FROM jwt_templates WHERE instance_id = @instanceId AND name = @Name AND id <> @id", new { instanceId, body.Name, id }) is not null)
        {
            return JwtTemplateFaults.NameTaken;
        }

        JwtTemplateRow? changed = await tx.One<JwtTemplateRow>("""
            UPDATE jwt_templates SET name = COALESCE(@Name, name), claims = COALESCE(@claims, claims), lifetime = COALESCE(@Lifetime, lifetime),
                allowed_clock_skew = COALESCE(@AllowedClockSkew, allowed_clock_skew),
                custom_signing_key = COALESCE(@CustomSigningKey, custom_signing_key),
                signing_algorithm = CASE WHEN @hasKey THEN @algorithm ELSE signing_algorithm END,
                wrapped_key = CASE WHEN @hasKey THEN @wrapped ELSE wrapped_key END,
                updated_at = CASE WHEN updated_at >= @now THEN updated_at + 1 ELSE @now END
            WHERE id = @id AND instance_id = @instanceId RETURNING *
            """,
            new
            {
                id,
                instanceId,
                body.Name,
                claims = body.Claims?.GetRawText(),
                body.Lifetime,
                body.AllowedClockSkew,
                body.CustomSigningKey,
                hasKey = body.CustomSigningKey is not null,
                algorithm = body.CustomSigningKey == true ? body.SigningAlgorithm : CustomKeys.InstanceAlgorithm,
                wrapped = body.CustomSigningKey == true ? kek.Wrap(Purpose, id, body.SigningKey!) : null,
                now = clock.GetUtcNow(),
            });
        if (changed is null)
        {
            return RequestFaults.NotFound;
        }

        await outbox.Audit(tx, instanceId, "jwt_template.updated", null, id);
        return changed;
    }

    public async Task<bool> Delete(Tx tx, string instanceId, string id)
    {
        bool deleted = await tx.Run("DELETE FROM jwt_templates WHERE id = @id AND instance_id = @instanceId", new { id, instanceId }) == 1;
        if (deleted)
        {
            await outbox.Audit(tx, instanceId, "jwt_template.deleted", null, id);
        }

        return deleted;
    }

    /// <summary>The operator's own key in clear, to sign with.</summary>
    public string RevealKey(JwtTemplateRow row) => kek.UnwrapText(Purpose, row.Id, row.WrappedKey!);
}
