using System.CommandLine;
using System.Text.Json;
using Foyer.Server;
using Foyer.Server.Instances;

namespace Foyer.Cli;

/// <summary><c>foyer keys</c>: what an app needs to know of each instance.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        CommonOptions common = new();
        Option<bool> json = new("--json") { Description = "Print one JSON document instead of text." };
        Command command = new("keys", "Show the keys of each instance.") { json };
        common.AddTo(command, serves: true);
        command.SetAction((parsed, ct) => Run(common.Read(parsed), parsed.GetValue(json), ct));
        return command;
    }

    private static async Task<int> Run(FoyerServerOptions options, bool json, CancellationToken ct)
    {
        await using ServiceProvider services = Offline.Open(options);
        InstanceStore store = services.GetRequiredService<InstanceStore>();
        await Offline.Prepare(services, options, ct);
        InstanceRegistry registry = services.GetRequiredService<InstanceRegistry>();
        List<Row> rows = [];
        foreach (Instance instance in registry.All)
        {
            rows.Add(new Row(
                instance.ApplicationName,
                instance.IsDevelopment ? "development" : "production",
                instance.Id,
                instance.PublishableKey.Value,
                await store.RevealSecretKey(instance.Id, ct),
                instance.Keys.Current.PublicKeyPem,
                instance.PublishableKey.FrontendApi));
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

                {row.JwtKey}

                """);
        }

        return 0;
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record Row(string Application, string Environment, string InstanceId, string PublishableKey, string SecretKey, string JwtKey, string FrontendApi);
}
