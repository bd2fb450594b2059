using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Foyer.Server.Passwords;

/// <summary>
/// Argon2id, version 0x13 (RFC 9106): the password hash; and Argon2i, for hashes brought from elsewhere. Lanes are filled
/// one after another on the calling thread: the answer is the same as with threads, and on a server the other cores have
/// other people's sign-ins to do.
/// </summary>
internal static unsafe class Argon2id
{
    /// <summary>Words of 64 bits in one block of 1 KiB.</summary>
    internal const int WordsPerBlock = 128;

    private const int BlockLength = 1024;
    private const int SlicesPerPass = 4;
    private const int Version = 0x13;

    /// <summary>Derives <paramref name="output"/> from a password. Numbers in brackets are the limits of RFC 9106 §3.1.</summary>
    /// <param name="password">The password, as UTF-8; any length.</param>
    /// <param name="salt">Random bytes of this password alone; 16 are usual.</param>
    /// <param name="memoryKiB">Memory in KiB [8 × lanes or more]; rounded down to a multiple of 4 × lanes where it is used.</param>
    /// <param name="passes">Passes over that memory [1 or more].</param>
    /// <param name="lanes">Independent columns of memory [1 to 2²⁴ − 1].</param>
    /// <param name="output">Receives the tag; its length [4 or more] is part of what is hashed.</param>
    /// <param name="secret">A key kept outside the database; empty for none.</param>
    /// <param name="associatedData">Anything else to bind; empty for none.</param>
    /// <param name="variant">Which Argon2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A cost or a length is outside its limits.</exception>
    public static void Hash(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int memoryKiB, int passes, int lanes, Span<byte> output,
        ReadOnlySpan<byte> secret = default, ReadOnlySpan<byte> associatedData = default, Argon2Variant variant = Argon2Variant.Id) =>
        Hash(Argon2Paths.Fastest, password, salt, memoryKiB, passes, lanes, output, secret, associatedData, variant);

    /// <summary>The same on a path of the caller's choice, which the processor must have.</summary>
    internal static void Hash(
        Argon2Path path, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int memoryKiB, int passes, int lanes, Span<byte> output,
        ReadOnlySpan<byte> secret = default, ReadOnlySpan<byte> associatedData = default, Argon2Variant variant = Argon2Variant.Id)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes, 0xFF_FFFF);
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryKiB, 8L * lanes);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, 4);

        int segmentLength = memoryKiB / (SlicesPerPass * lanes);
        using Argon2Arena arena = Argon2Arena.Rent((nuint)segmentLength * SlicesPerPass * (nuint)lanes * BlockLength);
        Matrix matrix = new(arena.Start, lanes, segmentLength, passes, variant);

        Start(matrix, password, salt, memoryKiB, output.Length, secret, associatedData);
        switch (path)
        {
            case Argon2Path.Avx512: Fill<Avx512Mixer>(matrix); break;
            case Argon2Path.Avx2: Fill<Avx2Mixer>(matrix); break;
            default: Fill<ScalarMixer>(matrix); break;
        }

        Finish(matrix, output);
    }

    // RFC 9106 §3.2, steps 1 to 4: H0, and from it the first two blocks of each lane.
    private static void Start(
        Matrix matrix, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int memoryKiB, int outputLength,
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> associatedData)
    {
        Blake2b hash = new(Blake2b.MaxDigestLength);
        hash.Append(matrix.Lanes);
        hash.Append(outputLength);
        hash.Append(memoryKiB);
        hash.Append(matrix.Passes);
        hash.Append(Version);
        hash.Append((int)matrix.Variant);
        AppendWithLength(ref hash, password);
        AppendWithLength(ref hash, salt);
        AppendWithLength(ref hash, secret);
        AppendWithLength(ref hash, associatedData);

        Span<byte> seed = stackalloc byte[Blake2b.MaxDigestLength + (2 * sizeof(int))];
        hash.Finish(seed);
        Span<int> position = MemoryMarshal.Cast<byte, int>(seed[Blake2b.MaxDigestLength..]);
        for (int lane = 0; lane < matrix.Lanes; lane++)
        {
            for (int column = 0; column < 2; column++)
            {
                (position[0], position[1]) = (column, lane);
                Stretch(seed, new Span<byte>(matrix.Block(lane, column), BlockLength));
            }
        }

        CryptographicOperations.ZeroMemory(seed);
    }

    private static void AppendWithLength(ref Blake2b hash, ReadOnlySpan<byte> field)
    {
        hash.Append(field.Length);
        hash.Append(field);
    }

    // Steps 5 and 6. A slice is finished in every lane before the next begins: lanes read each other's earlier slices.
    private static void Fill<TMixer>(Matrix matrix)
        where TMixer : struct, IArgon2Mixer
    {
        for (int pass = 0; pass < matrix.Passes; pass++)
        {
            for (int slice = 0; slice < SlicesPerPass; slice++)
            {
                for (int lane = 0; lane < matrix.Lanes; lane++)
                {
                    FillSegment<TMixer>(matrix, pass, slice, lane);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillSegment<TMixer>(Matrix matrix, int pass, int slice, int lane)
        where TMixer : struct, IArgon2Mixer
    {
        // §3.4.1.3: which block is read follows a fixed course for the first half of the first pass, so that timing says
        // nothing of the password while memory is still easy to recompute; after that it follows the data. Argon2i keeps to
        // the fixed course throughout.
        bool fixedCourse = matrix.Variant == Argon2Variant.I || (pass == 0 && slice < SlicesPerPass / 2);
        Course course = default;
        ulong* input = course.Input;
        (input[0], input[1], input[2]) = ((ulong)pass, (ulong)lane, (ulong)slice);
        (input[3], input[4], input[5]) = ((ulong)matrix.Lanes * (ulong)matrix.LaneLength, (ulong)matrix.Passes, (ulong)matrix.Variant);

        // The first two blocks of each lane are given.
        int first = pass == 0 && slice == 0 ? 2 : 0;
        if (fixedCourse && first != 0)
        {
            NextAddresses<TMixer>(ref course);
        }

        for (int index = first; index < matrix.SegmentLength; index++)
        {
            if (fixedCourse && index % WordsPerBlock == 0)
            {
                NextAddresses<TMixer>(ref course);
            }

            int column = (slice * matrix.SegmentLength) + index;
            ulong* previous = matrix.Block(lane, column == 0 ? matrix.LaneLength - 1 : column - 1);
            ulong random = fixedCourse ? course.Addresses[index % WordsPerBlock] : previous[0];
            ulong* reference = matrix.Reference(pass, slice, lane, index, random);
            TMixer.Mix(previous, reference, matrix.Block(lane, column), overOld: pass > 0);
        }
    }

    // §3.4.1.2: the next 128 addresses are G applied twice to a counter block.
    private static void NextAddresses<TMixer>(ref Course course)
        where TMixer : struct, IArgon2Mixer
    {
        fixed (ulong* zero = course.Zero, input = course.Input, addresses = course.Addresses)
        {
            input[6]++;
            TMixer.Mix(zero, input, addresses, overOld: false);
            TMixer.Mix(zero, addresses, addresses, overOld: false);
        }
    }

    // Steps 7 and 8: the last blocks of all lanes together give the tag.
    private static void Finish(Matrix matrix, Span<byte> output)
    {
        Span<ulong> final = new(matrix.Block(0, matrix.LaneLength - 1), WordsPerBlock);
        for (int lane = 1; lane < matrix.Lanes; lane++)
        {
            ulong* last = matrix.Block(lane, matrix.LaneLength - 1);
            for (int i = 0; i < WordsPerBlock; i++)
            {
                final[i] ^= last[i];
            }
        }

        Stretch(MemoryMarshal.AsBytes(final), output);
    }

    // §3.3: H', BLAKE2b of any length. Each digest but the last gives its first half.
    private static void Stretch(ReadOnlySpan<byte> input, Span<byte> output)
    {
        const int Half = Blake2b.MaxDigestLength / 2;

        Blake2b first = new(Math.Min(output.Length, Blake2b.MaxDigestLength));
        first.Append(output.Length);
        first.Append(input);
        if (output.Length <= Blake2b.MaxDigestLength)
        {
            first.Finish(output);
            return;
        }

        Span<byte> digest = stackalloc byte[Blake2b.MaxDigestLength];
        first.Finish(digest);
        digest[..Half].CopyTo(output);
        output = output[Half..];
        while (output.Length > Blake2b.MaxDigestLength)
        {
            Blake2b.Hash(digest, digest);
            digest[..Half].CopyTo(output);
            output = output[Half..];
        }

        Blake2b.Hash(digest, output);
        CryptographicOperations.ZeroMemory(digest);
    }

    /// <summary>The memory, as rows of blocks: one row a lane, cut into four slices.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Matrix(ulong* start, int lanes, int segmentLength, int passes, Argon2Variant variant)
    {
        public Argon2Variant Variant => variant;

        public int Lanes => lanes;

        public int Passes => passes;

        public int SegmentLength => segmentLength;

        public int LaneLength => segmentLength * SlicesPerPass;

        public ulong* Block(int lane, int column) => start + (((long)lane * LaneLength) + column) * WordsPerBlock;

        /// <summary>The block that a random word points to (§3.4.2): written already, not the one just before, and of another lane only in a finished slice.</summary>
        public ulong* Reference(int pass, int slice, int lane, int index, ulong random)
        {
            int chosen = pass == 0 && slice == 0 ? lane : (int)((uint)(random >> 32) % (uint)lanes);
            int finished = pass == 0 ? slice * segmentLength : LaneLength - segmentLength;
            uint choices = (uint)(chosen == lane ? finished + index - 1 : index == 0 ? finished - 1 : finished);

            // The square favours recent blocks.
            ulong square = (random & uint.MaxValue) * (random & uint.MaxValue) >> 32;
            int back = (int)(choices - 1 - (choices * square >> 32));
            int oldest = pass == 0 ? 0 : (slice + 1) % SlicesPerPass * segmentLength;
            int column = oldest + back;
            return Block(chosen, column < LaneLength ? column : column - LaneLength);
        }
    }

    /// <summary>The fixed course: a counter block and the 128 addresses made of it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Course
    {
        public fixed ulong Zero[WordsPerBlock];
        public fixed ulong Input[WordsPerBlock];
        public fixed ulong Addresses[WordsPerBlock];
    }
}

/// <summary>Which Argon2; the number is part of what is hashed (RFC 9106 §3.2).</summary>
internal enum Argon2Variant
{
    /// <summary>Argon2i: memory is read in an order that never depends on the password.</summary>
    I = 1,

    /// <summary>Argon2id: such an order for the first half of the first pass, then one that follows the data.</summary>
    Id = 2,
}
