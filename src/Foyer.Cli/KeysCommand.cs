using System.CommandLine;
using System.Text.Json;
using Foyer.Server;
using Foyer.Server.Instances;
using Foyer.Server.Keys;

namespace Foyer.Cli;

/// <summary><c>foyer keys</c>: what an app needs to know of each instance, and the change of signing keys.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        CommonOptions common = new();
        Option<bool> json = new("--json") { Description = "Print one JSON document instead of text." };
        Command command = new("keys", "Show the keys of each instance.") { json };
        common.AddTo(command, serves: true);
        command.SetAction((parsed, ct) => Show(common.Read(parsed), parsed.GetValue(json), ct));
        command.Subcommands.Add(Rotate());
        command.Subcommands.Add(Remove());
        return command;
    }

    private static Command Rotate()
    {
        CommonOptions common = new();
        Option<string?> instance = Which();
        Command command = new("rotate", "Publish a new signing key, which takes over ten minutes later.") { instance };
        common.AddTo(command, serves: false);
        command.SetAction((parsed, ct) => Change(common.Read(parsed), parsed.GetValue(instance), (keys, tx, id) => keys.Rotate(tx, id), ct));
        return command;
    }

    private static Command Remove()
    {
        CommonOptions common = new();
        Option<string?> instance = Which();
        Argument<string> kid = new("kid") { Description = "The key's id, as 'foyer keys' shows it." };
        Command command = new("remove", "Take a signing key out of the key set: nothing it signed is accepted any more.") { kid, instance };
        common.AddTo(command, serves: false);
        command.SetAction((parsed, ct) => Change(common.Read(parsed), parsed.GetValue(instance), (keys, tx, id) => keys.Remove(tx, id, parsed.GetValue(kid)!), ct));
        return command;
    }

    private static Option<string?> Which() => new("--instance") { Description = "The instance's id or Frontend API host; needed when there are several." };

    private static async Task<int> Show(FoyerServerOptions options, bool json, CancellationToken ct)
    {
        await using ServiceProvider services = await Offline.OpenExisting(options, ct);
        InstanceStore store = services.GetRequiredService<InstanceStore>();
        List<Row> rows = [];
        foreach (Instance instance in services.GetRequiredService<InstanceRegistry>().All)
        {
            rows.Add(new Row(
                instance.ApplicationName,
                instance.IsDevelopment ? "development" : "production",
                instance.Id,
                instance.PublishableKey.Value,
                await store.RevealSecretKey(instance.Id, ct),
                instance.Keys.Current.PublicKeyPem,
                instance.PublishableKey.FrontendApi,
                [.. instance.Keys.All.Select(key => new KeyRow(key.Kid, StatusOf(key, instance), key.SignsAt, key.PublicKeyPem))]));
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { instances = rows }, Indented));
            return 0;
        }

        foreach (Row row in rows)
        {
            Console.WriteLine($"""
                {row.Application} ({row.Environment})
                  CLERK_PUBLISHABLE_KEY={row.PublishableKey}
                  CLERK_SECRET_KEY={row.SecretKey}
                  Frontend API host: {row.FrontendApi}
                {string.Join('\n', row.SigningKeys.Select(key => $"  Signing key {key.Kid}: {key.Status}{(key.Status == Waiting ? $", signs from {key.SignsAt:u}" : "")}"))}

                {row.JwtKey}

                """);
        }

        return 0;
    }

    private static async Task<int> Change(FoyerServerOptions options, string? which, Func<SigningKeyStore, Tx, string, Task<string?>> change, CancellationToken ct)
    {
        await using ServiceProvider services = await Offline.OpenExisting(options, ct);
        InstanceRegistry registry = services.GetRequiredService<InstanceRegistry>();
        Instance instance = Find(registry.All, which);
        SigningKeyStore keys = services.GetRequiredService<SigningKeyStore>();
        string? refusal = await services.GetRequiredService<Database>().Write(async tx =>
        {
            string? no = await change(keys, tx, instance.Id);
            await InstanceWatcher.Announce(tx);
            return no is null ? null : tx.Abandon(no);
        }, ct);
        if (refusal is not null)
        {
            throw new StartupException(refusal);
        }

        await registry.Reload(ct);
        instance = registry.All.First(each => each.Id == instance.Id);
        foreach (SigningKey key in instance.Keys.All)
        {
            string status = StatusOf(key, instance);
            Console.WriteLine($"{key.Kid}  {status}{(status == Waiting ? $", signs from {key.SignsAt:u}" : "")}");
        }

        return 0;
    }

    private static Instance Find(IReadOnlyList<Instance> instances, string? which) => which is null
        ? instances.Count == 1 ? instances[0] : throw new StartupException($"There are several instances; say which with --instance: {string.Join(", ", instances.Select(instance => instance.PublishableKey.FrontendApi))}.")
        : instances.FirstOrDefault(instance => instance.Id == which || instance.PublishableKey.FrontendApi == which) ?? throw new StartupException($"There is no instance '{which}'.");

    private const string Waiting = "waiting";

    /// <summary><c>waiting</c> for its turn, <c>signing</c>, or <c>retired</c>: what it signed is still accepted.</summary>
    private static string StatusOf(SigningKey key, Instance instance) => key == instance.Keys.Current ? "signing" : key.SignsAt > instance.Keys.Current.SignsAt ? Waiting : "retired";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record Row(string Application, string Environment, string InstanceId, string PublishableKey, string SecretKey, string JwtKey, string FrontendApi, IReadOnlyList<KeyRow> SigningKeys);

    private sealed record KeyRow(string Kid, string Status, DateTimeOffset SignsAt, string PublicKey);
}
