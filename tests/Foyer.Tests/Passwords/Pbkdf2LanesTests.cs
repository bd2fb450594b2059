using System.Security.Cryptography;
using System.Text;
using Foyer.Server.Passwords.Imports;

namespace Foyer.Tests.Passwords;

/// <summary>PBKDF2 in lanes gives what the framework gives, on every width this machine has, and mixes nobody up.</summary>
public sealed class Pbkdf2LanesTests
{
    private static IEnumerable<LaneWidth> Widths => Pbkdf2Lanes.Supported.Where(width => width != LaneWidth.None);

    /// <summary>RFC 7914 §11 for SHA-256; for SHA-512 the usual test vectors, which OpenSSL and Python give too.</summary>
    [Theory]
    [InlineData("SHA256", "passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc")]
    [InlineData("SHA256", "Password", "NaCl", 80_000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56")]
    [InlineData("SHA512", "password", "salt", 1, "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce")]
    [InlineData("SHA512", "password", "salt", 2, "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53cf76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e")]
    [InlineData("SHA512", "password", "salt", 4096, "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5")]
    public void Answers_the_published_vectors_in_every_lane(string hash, string password, string salt, int iterations, string expected)
    {
        HashAlgorithmName algorithm = new(hash);
        Assert.All(Widths, width =>
        {
            Pbkdf2Input input = new(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), iterations);

            string[] derived = Derive(width, algorithm, [.. Enumerable.Repeat(input, Pbkdf2Lanes.Count(algorithm, width))]);

            Assert.All(derived, text => Assert.Equal(expected, text));
        });
    }

    /// <summary>Passwords longer than a block, salts of any length, few lanes and all of them, iterations that differ.</summary>
    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA512")]
    public void Answers_as_the_framework_whatever_goes_together(string hash)
    {
        HashAlgorithmName algorithm = new(hash);
        Assert.All(Widths, width =>
        {
            for (int time = 0; time < 100; time++)
            {
                Pbkdf2Input[] inputs = [.. Enumerable.Range(0, 1 + (time % Pbkdf2Lanes.Count(algorithm, width)))
                    .Select(_ => new Pbkdf2Input(Bytes(300), Bytes(200), RandomNumberGenerator.GetInt32(1, 40)))
                    .OrderBy(input => input.Iterations)];

                Assert.Equal(inputs.Select(input => Alone(algorithm, input)), Derive(width, algorithm, inputs));
            }
        });
    }

    [Fact]
    public void Whoever_has_few_iterations_has_the_answer_first()
    {
        Assert.All(Widths, width =>
        {
            List<int> order = [];
            Pbkdf2Lanes.Derive(width, HashAlgorithmName.SHA512, [new([1], [1], 1), new([2], [2], 100), new([3], [3], 100)], (lane, _) => order.Add(lane));

            Assert.Equal([0, 1, 2], order);
        });
    }

    [Fact]
    public void More_than_the_lanes_are_refused() => Assert.All(Pbkdf2Lanes.Supported, width =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Derive(width, HashAlgorithmName.SHA512, [.. Enumerable.Repeat(new Pbkdf2Input([1], [1], 1), Pbkdf2Lanes.Count(HashAlgorithmName.SHA512, width) + 1)])));

    [Fact]
    public async Task Those_who_wait_are_taken_along_and_each_gets_their_own_answer()
    {
        foreach (LaneWidth width in Pbkdf2Lanes.Supported)
        {
            Pbkdf2Checks checks = new(width);
            int lanes = Pbkdf2Lanes.Count(HashAlgorithmName.SHA512, width);
            Pbkdf2Check other = Add(checks, "pbkdf2_sha256", 5, 20);
            Pbkdf2Check[] waiting = [.. Enumerable.Range(0, lanes + 1).Select(number => Add(checks, "pbkdf2_sha512", number, 20 + (number % 3), number % 4 == 1 ? "wrong" : ""))];

            checks.Run(waiting[0]);

            Assert.Equal([.. Enumerable.Range(0, lanes).Select(number => (bool?)(number % 4 != 1)), null], await Answers(waiting));
            Assert.All(waiting[..lanes], check => Assert.All(check.Password, octet => Assert.Equal(0, octet)));
            checks.Run(waiting[lanes]);
            Assert.Equal([lanes % 4 != 1, null], await Answers(waiting[lanes], other));
            checks.Run(other);
            Assert.Equal([true], await Answers(other));
        }
    }

    [Fact]
    public async Task A_lone_one_and_too_few_for_the_lanes_are_computed_one_by_one()
    {
        foreach (LaneWidth width in Pbkdf2Lanes.Supported)
        {
            Pbkdf2Checks checks = new(width);
            Pbkdf2Check[] few = [.. Enumerable.Range(0, Pbkdf2Lanes.Fewest(HashAlgorithmName.SHA256, width) - 1).Select(number => Add(checks, "pbkdf2_sha256", number, 3))];

            for (int number = 0; number < few.Length; number++)
            {
                checks.Run(few[number]);
                Assert.Equal(few.Select((_, at) => at <= number ? true : (bool?)null), await Answers(few));
            }
        }
    }

    [Fact]
    public async Task Whoever_left_is_not_computed_and_what_they_typed_is_wiped()
    {
        Pbkdf2Checks checks = new(Pbkdf2Lanes.Widest);
        Pbkdf2Check[] waiting = [.. Enumerable.Range(0, 3).Select(number => Add(checks, "pbkdf2_sha512", number, 2))];

        checks.Leave(waiting[1]);
        Array.ForEach(waiting, checks.Run);

        Assert.Equal([true, null, true], await Answers(waiting));
        Assert.All(waiting[1].Password, octet => Assert.Equal(0, octet));
    }

    [Fact]
    public async Task A_password_that_goes_on_after_a_NUL_is_wrong_in_a_lane_too()
    {
        Pbkdf2Checks checks = new(Pbkdf2Lanes.Widest);
        Pbkdf2Check[] waiting = [.. Enumerable.Range(0, 8).Select(number => Add(checks, "pbkdf2_sha512", number, 2, number == 3 ? "\0" : ""))];

        Array.ForEach(waiting, checks.Run);

        Assert.Equal(Enumerable.Range(0, 8).Select(number => (bool?)(number != 3)), await Answers(waiting));
    }

    private static Pbkdf2Check Add(Pbkdf2Checks checks, string hasher, int number, int iterations, string mistake = "") =>
        checks.Add(Digest(hasher, number, iterations), Encoding.UTF8.GetBytes(Password(number) + mistake));

    private static async Task<bool?[]> Answers(params Pbkdf2Check[] checks)
    {
        List<bool?> answers = [];
        foreach (Pbkdf2Check check in checks)
        {
            answers.Add(check.IsRight.IsCompleted ? await check.IsRight : null);
        }

        return [.. answers];
    }

    private static string Password(int number) => $"correct horse battery {number}";

    private static Pbkdf2Digest Digest(string hasher, int number, int iterations)
    {
        bool is512 = hasher == "pbkdf2_sha512";
        byte[] salt = Encoding.UTF8.GetBytes($"salt{number}");
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(Password(number), salt, iterations, is512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256, is512 ? 64 : 32);
        string digest = is512 ? $"{hasher}${iterations}$salt{number}${Convert.ToHexStringLower(hash)}" : $"{hasher}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
        return (Pbkdf2Digest)ImportedHashers.Read(hasher, digest).Digest!;
    }

    private static byte[] Bytes(int most) => RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(most));

    private static string Alone(HashAlgorithmName algorithm, Pbkdf2Input input) =>
        Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(input.Password, input.Salt, input.Iterations, algorithm, algorithm == HashAlgorithmName.SHA512 ? 64 : 32));

    private static string[] Derive(LaneWidth width, HashAlgorithmName algorithm, IReadOnlyList<Pbkdf2Input> inputs)
    {
        string[] derived = new string[inputs.Count];
        Pbkdf2Lanes.Derive(width, algorithm, inputs, (lane, bytes) => derived[lane] = Convert.ToHexStringLower(bytes));
        return derived;
    }
}
