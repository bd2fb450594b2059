using System.Security.Cryptography;
using System.Text;
using Foyer.Server.Passwords;

namespace Foyer.Tests.Passwords;

public sealed class Argon2idTests
{
    [Fact]
    public void Answers_the_vector_of_RFC_9106_section_5_3_on_every_path() => Assert.All(Argon2Paths.Supported, path =>
    {
        byte[] tag = new byte[32];

        Argon2id.Hash(path, Filled(32, 1), Filled(16, 2), 32, 3, 4, tag, Filled(8, 3), Filled(12, 4));

        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(tag));
    });

    [Theory]
    [MemberData(nameof(Argon2idVectors.Named), MemberType = typeof(Argon2idVectors))]
    public void Answers_as_the_reference_implementation_on_every_path(
        string password, string salt, int memoryKiB, int passes, int lanes, string expected) => Assert.All(Argon2Paths.Supported, path =>
    {
        byte[] tag = new byte[expected.Length / 2];

        Argon2id.Hash(path, Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), memoryKiB, passes, lanes, tag);

        Assert.Equal(expected, Convert.ToHexStringLower(tag));
    });

    [Theory]
    [MemberData(nameof(Argon2idVectors.Thousands), MemberType = typeof(Argon2idVectors))]
    public void Answers_as_the_reference_implementation_in_a_thousand_cases(int thousand, string expected)
    {
        using IncrementalHash tags = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int number = thousand * 1000; number < (thousand + 1) * 1000; number++)
        {
            tags.AppendData(Tag(Argon2Paths.Fastest, Argon2idVectors.Case(number)));
        }

        Assert.Equal(expected, Convert.ToHexStringLower(tags.GetHashAndReset()));
    }

    [Fact]
    public void All_paths_agree()
    {
        for (int number = 0; number < 1000; number++)
        {
            Argon2Case @case = Argon2idVectors.Case(number);
            byte[] scalar = Tag(Argon2Path.Scalar, @case);

            Assert.All(Argon2Paths.Supported, path => Assert.Equal(scalar, Tag(path, @case)));
        }
    }

    [Fact]
    public void Computations_at_once_do_not_disturb_each_other()
    {
        byte[][] alone = [.. Enumerable.Range(0, 64).Select(number => Tag(Argon2Paths.Fastest, Argon2idVectors.Case(number)))];

        Parallel.For(0, 64 * 8, new ParallelOptions { MaxDegreeOfParallelism = 16 }, run =>
            Assert.Equal(alone[run % 64], Tag(Argon2Paths.Fastest, Argon2idVectors.Case(run % 64))));
    }

    [Theory]
    [InlineData(7, 1, 1, 32)]
    [InlineData(15, 1, 2, 32)]
    [InlineData(8, 0, 1, 32)]
    [InlineData(8, 1, 0, 32)]
    [InlineData(8, 1, -1, 32)]
    [InlineData(int.MaxValue, 1, 0x100_0000, 32)]
    [InlineData(8, 1, 1, 3)]
    public void Refuses_costs_outside_the_limits(int memoryKiB, int passes, int lanes, int tagLength) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Argon2id.Hash("password"u8, "somesalt"u8, memoryKiB, passes, lanes, new byte[tagLength]));

    private static byte[] Tag(Argon2Path path, Argon2Case @case)
    {
        byte[] tag = new byte[@case.TagLength];
        Argon2id.Hash(
            path, @case.Password, @case.Salt, @case.MemoryKiB, @case.Passes, @case.Lanes, tag, @case.Secret, @case.AssociatedData);
        return tag;
    }

    private static byte[] Filled(int length, byte value) => [.. Enumerable.Repeat(value, length)];
}
