using System.Security.Cryptography;
using System.Text;
using Foyer.Benchmarks.Load;
using Foyer.Benchmarks.Measuring;
using Foyer.Server.Totp;

namespace Foyer.Benchmarks.Rows;

/// <summary>Ways in that take several requests, or much hashing: each from a browser that nobody knows to a session with its token.</summary>
internal static class WaysIn
{
    private const string Code = "424242";
    private const string Complete = "\"status\":\"complete\"";
    private const string Form = "locale=en-US";

    /// <summary>Rows with hashing do some hundred a second on a core; each person is needed at most twice, or once.</summary>
    private static readonly int ManyPeople = 1000 * System.Environment.ProcessorCount;

    private static readonly LoadCapture Client = new("client", "__client=", ";");
    private static readonly LoadCapture SignIn = new("id", "\"object\":\"sign_in_attempt\",\"id\":\"", "\"");
    private static readonly LoadCapture SignUp = new("id", "\"object\":\"sign_up_attempt\",\"id\":\"", "\"");
    private static readonly LoadStep Write = Post("/write");
    private static readonly LoadStep WriteAndToken = Post("/write-token");

    public static async Task<IReadOnlyList<Row>> EmailCode(Machine machine)
    {
        House house = await machine.House();
        Flow flow = new(house.Server,
        [
            Begin($"strategy=email_code&identifier={Escaped(House.Address($"{{n%{House.People}}}"))}"),
            Attempt("first_factor", $"strategy=email_code&code={Code}") with { Expect = Complete },
        ]);
        Flow floor = new(await machine.Floor(), [Write, WriteAndToken]);
        await flow.WarmUp(5);
        await floor.WarmUp(2);

        double[] rates = await Meter.InTurns(flow.Rate, floor.Rate);
        return [new Row { Name = "sign-in-email-code", Unit = "sign-ins/cpu-s", Value = rates[0], Floor = rates[1], FloorIs = "Kestrel, 2 durable writes, 1 RSA sign", Target = 0.5 }];
    }

    public static async Task<IReadOnlyList<Row>> SecondFactor(Machine machine)
    {
        House house = await machine.House();
        await House.CreateUsers(house.Server, ManyPeople, number =>
            $$"""{ "email_address": ["app{{number}}@example.com"], "password": "{{House.Password}}", "totp_secret": "{{Base32.Encode(LoadFlow.TotpSecret)}}" }""");
        Flow flow = new(house.Server,
        [
            Begin($"strategy=password&identifier={Escaped($"app{{n%{ManyPeople}}}@example.com")}&password={Escaped(House.Password)}") with { Expect = "\"status\":\"needs_second_factor\"" },
            Attempt("second_factor", $"strategy=totp&code={{totp%{ManyPeople}}}") with { Expect = Complete },
        ])
        { Connections = 8 };
        Flow floor = new(await machine.Floor(), [Write, WriteAndToken]);
        await flow.WarmUp(5);
        await floor.WarmUp(2);

        double[] rates = await Meter.InTurns(flow.Rate, floor.Rate, Hashing.Argon2());
        return [new Row { Name = "sign-in-totp", Unit = "sign-ins/cpu-s", Value = rates[0], Floor = Meter.InARow(rates[1], rates[2]), FloorIs = "Argon2id, then Kestrel, 2 durable writes, 1 RSA sign", Target = 0.85 }];
    }

    public static async Task<IReadOnlyList<Row>> NewUser(Machine machine)
    {
        House house = await machine.House();
        Flow flow = new(house.Server,
        [
            Post("/v1/client/sign_ups", $"email_address={Escaped("new{n}+clerk_test@example.com")}&password={Escaped(House.Password)}") with { Captures = [Client, SignUp] },
            Post("/v1/client/sign_ups/{id}/prepare_verification", "strategy=email_code", "Cookie: __client={client}"),
            Post("/v1/client/sign_ups/{id}/attempt_verification", $"strategy=email_code&code={Code}", "Cookie: __client={client}") with { Expect = Complete },
        ])
        { Connections = 8 };
        Flow floor = new(await machine.Floor(), [Write, Write, WriteAndToken]);
        await flow.WarmUp(5);
        await floor.WarmUp(2);

        double[] rates = await Meter.InTurns(flow.Rate, floor.Rate, Hashing.Argon2());
        return [new Row { Name = "sign-up", Unit = "sign-ups/cpu-s", Value = rates[0], Floor = Meter.InARow(rates[1], rates[2]), FloorIs = "Argon2id, then Kestrel, 3 durable writes, 1 RSA sign", Target = 0.85 }];
    }

    public static async Task<IReadOnlyList<Row>> OAuth(Machine machine)
    {
        await using RunningProvider provider = await RunningProvider.Start();
        await using RunningServer server = await machine.StartFoyer(machine.NewFolder("oauth"), House.Config(provider.Settings), "--allow-local-calls");
        await House.CreateUsers(server, RunningProvider.People, number => $$"""{ "email_address": ["{{RunningProvider.Address(number)}}"], "skip_password_requirement": true }""");
        Flow flow = new(server,
        [
            Begin($"strategy={RunningProvider.Strategy}&redirect_url={Escaped("http://localhost:3000/sso-callback")}") with
            {
                Captures = [Client, new("authorization", "\"external_verification_redirect_url\":\"" + provider.Url + "authorize?", "\"")],
            },
            Consent(provider, "{authorization}") with { Captures = [new("answer", "/v1/oauth_callback?", "\r\n")] },
            new LoadStep { Path = "/v1/oauth_callback?{answer}", Headers = ["Cookie: __client={client}"], Status = 303, Captures = [Client] },
            new LoadStep { Path = "/v1/client", Headers = ["Cookie: __client={client}"], Expect = "\"jwt\":\"" },
        ]);
        Flow floor = new(await machine.Floor(), [Write, .. Exchange(provider), Post("/token")]);
        await flow.WarmUp(5);
        await floor.WarmUp(2);

        double[] rates = await Meter.InTurns(flow.Rate, floor.Rate);
        return [new Row { Name = "sign-in-oauth", Unit = "sign-ins/cpu-s", Value = rates[0], Floor = rates[1], FloorIs = "Kestrel, 1 code exchange, 2 durable writes, 1 RSA sign", Target = 0.5 }];
    }

    public static async Task<IReadOnlyList<Row>> Imported(Machine machine)
    {
        House house = await machine.House();
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(House.Password, "salt"u8, Hashing.Pbkdf2Iterations, HashAlgorithmName.SHA512, SHA512.HashSizeInBytes);
        string digest = $"pbkdf2_sha512${Hashing.Pbkdf2Iterations}$salt${Convert.ToHexStringLower(hash)}";
        // The hash is gone after the first sign-in, so everybody comes once.
        await House.CreateUsers(house.Server, 2 * ManyPeople, number =>
            $$"""{ "email_address": ["moved{{number}}@example.com"], "password_hasher": "pbkdf2_sha512", "password_digest": "{{digest}}" }""");
        Flow flow = new(house.Server, [Begin($"strategy=password&identifier={Escaped("moved{n}@example.com")}&password={Escaped(House.Password)}") with { Expect = Complete }])
        {
            Connections = 64, Start = 0.8, Seconds = 2,
        };
        await flow.WarmUp();

        double[] rates = await Meter.InTurns(flow.Rate, Hashing.Argon2(), Hashing.Pbkdf2InLanes(), Hashing.Pbkdf2());
        return
        [
            new Row { Name = "sign-in-imported", Unit = "sign-ins/cpu-s", Value = rates[0], Floor = Meter.InARow(rates[1], rates[2]), FloorIs = $"PBKDF2 in {Hashing.Lanes} lanes, then Argon2id, alone", Target = 0.85 },
            new Row { Name = "sign-in-imported-1", Unit = "sign-ins/cpu-s", Value = rates[0], Floor = rates[3], FloorIs = "PBKDF2-SHA512 one by one by the framework, alone", Target = 5 },
            new Row { Name = "pbkdf2", Unit = "checks/cpu-s", Value = rates[2], Floor = rates[3], FloorIs = "the same one by one by the framework", Target = 5 },
            new Row { Name = "pbkdf2-full", Unit = "cpu-ms", Value = 1000 * Hashing.Lanes / rates[2], Floor = 1000 / rates[3], FloorIs = "a lone one by the framework", Target = 1.3 },
        ];
    }

    private static LoadStep Begin(string form) => Post("/v1/client/sign_ins", $"{form}&{Form}") with { Captures = [Client, SignIn] };

    private static LoadStep Attempt(string factor, string form) => Post($"/v1/client/sign_ins/{{id}}/attempt_{factor}", form, "Cookie: __client={client}");

    private static LoadStep Post(string path, string form = Form, params string[] headers) => new() { Path = path, Form = form, Headers = headers };

    private static LoadStep Consent(RunningProvider provider, string authorization) =>
        Post("/authorize", $"{authorization}&decision=allow&person={RunningProvider.Subject("{n%" + RunningProvider.People + "}")}") with { Port = provider.Url.Port, Status = 302 };

    /// <summary>A code of the provider, and its exchange by the floor.</summary>
    private static LoadStep[] Exchange(RunningProvider provider)
    {
        const string Verifier = "a-verifier-that-need-not-be-a-secret-in-a-benchmark";
        string challenge = System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        string asked = $"client_id={Escaped(provider.ClientId)}&redirect_uri={Escaped("http://localhost/back")}";
        return
        [
            Consent(provider, $"{asked}&response_type=code&scope=openid&state=state&nonce=nonce&code_challenge={challenge}&code_challenge_method=S256") with { Captures = [new("code", "code=", "\r\n")] },
            Post($"/exchange?at={Escaped(provider.Url + "token")}", $"{asked}&client_secret={Escaped(provider.ClientSecret)}&grant_type=authorization_code&code={{code}}&code_verifier={Verifier}"),
        ];
    }

    /// <summary>As in a form; placeholders stay.</summary>
    private static string Escaped(string text) => Uri.EscapeDataString(text).Replace("%7B", "{", StringComparison.Ordinal).Replace("%7D", "}", StringComparison.Ordinal).Replace("{n%25", "{n%", StringComparison.Ordinal);
}
