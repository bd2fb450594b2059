using System.Text.Json;
using System.Text.Json.Nodes;

namespace Foyer.Server.Instances;

/// <summary>The declarative file of <c>foyer serve --config</c>: applications and their instances. Comments are allowed.</summary>
internal sealed record ConfigFile(IReadOnlyList<ApplicationConfig> Applications)
{
    /// <summary>Reads and checks the file as a whole; nothing is applied when anything in it is wrong.</summary>
    /// <exception cref="StartupException">Names the file, the path inside it and the problem.</exception>
    public static ConfigFile Load(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The configuration file '{file}' cannot be read: {unreadable.Message}", unreadable);
        }

        try
        {
            return Parse(text);
        }
        catch (JsonException malformed)
        {
            throw new StartupException($"The configuration file '{file}' is not JSON: line {malformed.LineNumber + 1}, position {malformed.BytePositionInLine + 1}.", malformed);
        }
        catch (SettingsException wrong)
        {
            throw new StartupException($"In the configuration file '{file}', {wrong.Message}", wrong);
        }
    }

    internal static ConfigFile Parse(string text)
    {
        JsonNode? root = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
        ConfigNode file = new(root, "");
        file.Only("applications");
        return new ConfigFile([.. file.List("applications").Select(ApplicationConfig.Read)]);
    }
}

internal sealed record ApplicationConfig(string Name, IReadOnlyList<InstanceConfig> Instances)
{
    public static ApplicationConfig Read(ConfigNode node)
    {
        node.Only("name", "instances");
        return new ApplicationConfig(node.Text("name") ?? throw node.Wrong("name", "is missing"), [.. node.List("instances").Select(InstanceConfig.Read)]);
    }
}

internal sealed record InstanceConfig
{
    public required bool IsDevelopment { get; init; }

    public string? FrontendApi { get; init; }

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public string? SecretKey { get; init; }

    public string? SigningKey { get; init; }

    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public string? HomeUrl { get; init; }

    public string? SignInUrl { get; init; }

    public string? SignUpUrl { get; init; }

    public JsonObject Settings { get; init; } = [];

    public static InstanceConfig Read(ConfigNode node)
    {
        node.Only("environment", "frontend_api", "hosts", "secret_key", "signing_key", "allowed_origins", "home_url", "sign_in_url", "sign_up_url", "settings");
        string environment = node.Text("environment") ?? "development";
        if (environment is not ("development" or "production"))
        {
            throw node.Wrong("environment", "must be development or production");
        }

        bool isDevelopment = environment == "development";
        InstanceConfig config = new()
        {
            IsDevelopment = isDevelopment,
            FrontendApi = node.Text("frontend_api")?.ToLowerInvariant(),
            Hosts = [.. node.Texts("hosts").Select(host => host.ToLowerInvariant())],
            SecretKey = node.Text("secret_key"),
            SigningKey = node.Text("signing_key"),
            AllowedOrigins = node.Texts("allowed_origins"),
            HomeUrl = node.Text("home_url"),
            SignInUrl = node.Text("sign_in_url"),
            SignUpUrl = node.Text("sign_up_url"),
            Settings = node.Object("settings"),
        };
        config.Check(node);
        return config;
    }

    private void Check(ConfigNode node)
    {
        if (FrontendApi is null && !IsDevelopment)
        {
            throw node.Wrong("frontend_api", "is missing: a production instance needs the host of its Frontend API");
        }

        foreach ((string name, string host) in Hosts.Select(host => ("hosts", host)).Append(("frontend_api", FrontendApi ?? "a.b")))
        {
            if (!Uri.TryCreate("https://" + host, UriKind.Absolute, out Uri? uri) || uri.Authority != host || (name == "frontend_api" && !host.Contains('.', StringComparison.Ordinal)))
            {
                throw node.Wrong(name, $"must be a host name with a dot and nothing else, not '{host}'");
            }
        }

        if (SecretKey is not null && !(SecretKey.StartsWith(IsDevelopment ? "sk_test_" : "sk_live_", StringComparison.Ordinal) && SecretKey.Length >= 32))
        {
            throw node.Wrong("secret_key", $"must start with {(IsDevelopment ? "sk_test_" : "sk_live_")} and have at least 32 characters");
        }

        if (SigningKey is not null && Keys.SigningKey.Import(SigningKey) is null)
        {
            throw node.Wrong("signing_key", "must be an RSA private key of 2048 bits with exponent 65537, in PEM");
        }

        if (AllowedOrigins.FirstOrDefault(origin => Origins.NormalizeAllowed(origin) is null) is { } wrong)
        {
            throw node.Wrong("allowed_origins", $"must hold origins like https://app.example.com, not '{wrong}'");
        }

        foreach ((string name, string? url) in new[] { ("home_url", HomeUrl), ("sign_in_url", SignInUrl), ("sign_up_url", SignUpUrl) })
        {
            bool relative = name != "home_url" && url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal);
            if (url is not null && !relative && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && Origins.IsWeb(uri)))
            {
                throw node.Wrong(name, $"must be an address like https://app.example.com, not '{url}'");
            }
        }

        if (Settings.ContainsKey("allowed_origins"))
        {
            throw node.Wrong("settings.allowed_origins", "stands beside the settings, not among them");
        }

        try
        {
            SettingsDocument.Apply(Settings, IsDevelopment);
        }
        catch (SettingsException refused)
        {
            throw node.Wrong("settings." + refused.Path, refused.Problem);
        }
    }
}

/// <summary>A place in the configuration file that knows its own path, for messages.</summary>
internal sealed class ConfigNode
{
    private readonly JsonObject _object;
    private readonly string _path;

    public ConfigNode(JsonNode? node, string path)
    {
        _path = path;
        _object = node as JsonObject ?? throw new SettingsException(path.Length == 0 ? "the whole file" : path, "must be an object");
    }

    public void Only(params string[] names)
    {
        if (_object.FirstOrDefault(member => !names.Contains(member.Key)) is { Key: { } unknown })
        {
            throw Wrong(unknown, $"is not known here; known are {string.Join(", ", names)}");
        }
    }

    public string? Text(string name) => _object[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) && text.Length > 0 => text,
        _ => throw Wrong(name, "must be text"),
    };

    public IReadOnlyList<string> Texts(string name) => _object[name] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item is JsonValue value && value.TryGetValue(out string? text) ? text : throw Wrong(name, "must be a list of texts"))],
        _ => throw Wrong(name, "must be a list of texts"),
    };

    public IEnumerable<ConfigNode> List(string name) => _object[name] switch
    {
        null => [],
        JsonArray list => list.Select((item, at) => new ConfigNode(item, $"{Path(name)}[{at}]")),
        _ => throw Wrong(name, "must be a list"),
    };

    public JsonObject Object(string name) => _object[name] switch
    {
        null => [],
        JsonObject value => value.DeepClone().AsObject(),
        _ => throw Wrong(name, "must be an object"),
    };

    public SettingsException Wrong(string name, string problem) => new(Path(name), problem);

    private string Path(string name) => _path.Length == 0 ? name : _path + "." + name;
}
