using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Larder.Engine;
using Larder.Errors;
using Larder.Offline.Delta;

namespace Larder.Erasure;

/// <summary>Signs receipts, keeps them below the state folder and checks them. The keys are made with the first receipt and readable by the owner only.</summary>
public sealed class Receipts
{
    private const string Folder = "erasures";
    private const string Intent = ".intent";

    private readonly string _folder;

    /// <summary>The receipts of a workspace.</summary>
    public Receipts(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        _folder = Path.Combine(workspace.Options.StatePath, Folder);
    }

    /// <summary>Every receipt, oldest first.</summary>
    /// <exception cref="InvalidInputException">One cannot be read.</exception>
    public IReadOnlyList<ErasureReceipt> All => !Directory.Exists(_folder) ? [] : [.. Directory.EnumerateFiles(_folder, "*.json").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>Erasures that were begun and have no receipt yet.</summary>
    internal IReadOnlyList<ErasureIntent> Intents => !Directory.Exists(_folder) ? [] :
        [.. Directory.EnumerateFiles(_folder, "*" + Intent).Order(StringComparer.Ordinal).Select(path => JsonSerializer.Deserialize(File.ReadAllBytes(path), ReceiptJson.Default.ErasureIntent)!)];

    /// <summary>Files of a table that hold rows of erased entities: a vacuum takes them whatever pins them. Those of the newest version it never takes.</summary>
    internal IReadOnlySet<string> FilesOf(string table) => All.SelectMany(receipt => receipt.Tables).Where(erased => erased.Table == table).SelectMany(erased => erased.Files)
        .Concat(Intents.SelectMany(intent => intent.Files.GetValueOrDefault(table, []))).ToHashSet(StringComparer.Ordinal);

    /// <summary>Writes down what is about to be removed.</summary>
    internal void Intend(ErasureIntent intent)
    {
        Workspace.CreateFolder(_folder);
        Write(System.IO.Path.Combine(_folder, intent.Id + Intent), JsonSerializer.SerializeToUtf8Bytes(intent, ReceiptJson.Default.ErasureIntent), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Reads a receipt.</summary>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">It is no receipt.</exception>
    public static ErasureReceipt Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ReceiptJson.Default.ErasureReceipt) ?? throw new JsonException("null");
        }
        catch (Exception failed) when (failed is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"There is no receipt {path}; 'larder erase' prints where it writes one.");
        }
        catch (JsonException failed)
        {
            throw new InvalidInputException($"{path} is no receipt of an erasure; give the file that 'larder erase' has written, unchanged.", failed);
        }
    }

    /// <summary>Whether a receipt is as it was signed, by the key that it names.</summary>
    public static bool IsGenuine(ErasureReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(receipt.PublicKey);
            return key.VerifyData(Signed(receipt), Convert.FromHexString(receipt.Signature), HashAlgorithmName.SHA256);
        }
        catch (Exception failed) when (failed is CryptographicException or ArgumentException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether a receipt was signed by this workspace.</summary>
    public bool IsOurs(ErasureReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        using var key = SigningKey();
        return IsGenuine(receipt) && receipt.PublicKey == key.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>What stands for an entity in receipts.</summary>
    public string Alias(ErasureTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var key = SigningKey();
        return Convert.ToHexStringLower(HMACSHA256.HashData(SHA256.HashData(key.ExportPkcs8PrivateKey()), Encoding.UTF8.GetBytes(target.ToString())));
    }

    /// <summary>Signs a receipt and keeps it.</summary>
    /// <returns>The signed receipt and its file.</returns>
    public (ErasureReceipt Receipt, string Path) Keep(ErasureReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        using var key = SigningKey();
        var named = receipt with { PublicKey = key.ExportSubjectPublicKeyInfoPem(), Signature = string.Empty };
        var signed = named with { Signature = Convert.ToHexStringLower(key.SignData(Signed(named), HashAlgorithmName.SHA256)) };
        var path = System.IO.Path.Combine(_folder, $"{receipt.Id}.json");
        Write(path, JsonSerializer.SerializeToUtf8Bytes(signed, ReceiptJson.Default.ErasureReceipt), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        foreach (var intent in Intents.Where(i => i.Entity == receipt.Entity))
        {
            File.Delete(System.IO.Path.Combine(_folder, intent.Id + Intent));
        }

        return (signed, path);
    }

    private static byte[] Signed(ErasureReceipt receipt) => JsonSerializer.SerializeToUtf8Bytes(receipt with { Signature = string.Empty }, ReceiptJson.Default.ErasureReceipt);

    private static void Write(string path, byte[] content, UnixFileMode mode)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private ECDsa SigningKey()
    {
        Workspace.CreateFolder(_folder);
        var path = Path.Combine(_folder, "signing-key.pem");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (!File.Exists(path))
        {
            // Of two processes that make one at the same moment, both take the one that came first.
            using var pending = PendingFile.Reserve(_folder);
            Write(pending.TempPath, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            pending.TryPublish(System.IO.Path.GetFileName(path));
        }

        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception failed) when (failed is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new InvalidInputException($"The key {path} that signs receipts is damaged; restore it from a backup, or move it away: then earlier receipts are of another key.", failed);
        }
    }
}
