// Why a whole roster file is refused: a closed list of codes with cause and remedy.
import { type Finding, type FindingTexts, findingOf } from '../../holders/index.ts';

export type FileFault =
  | 'empty-file'
  | 'too-many-bytes'
  | 'unsupported-kind'
  | 'old-excel-or-locked'
  | 'unreadable-text'
  | 'broken-csv'
  | 'broken-xlsx'
  | 'zip-bomb'
  | 'too-many-rows'
  | 'too-many-columns'
  | 'cell-too-long'
  | 'no-header'
  | 'missing-columns'
  | 'column-twice'
  | 'no-rows';

/** `facts` names what exactly: the missing columns, the row, the limit. */
export type RefusedFile = { ok: false; facts: Record<string, string | number> } & Finding<FileFault>;

const saveAgain = [
  '请用表格软件另存为 .xlsx 或 CSV 后再上传',
  'Save it again as .xlsx or CSV and upload that',
] as const;
const split = ['请分成几个文件上传', 'Upload it in several files'] as const;

const texts: FindingTexts<FileFault> = {
  'empty-file': ['文件是空的', 'The file is empty', '请选择填写好的名册文件', 'Choose the filled-in roster'],
  'too-many-bytes': ['文件太大', 'The file is too large', ...split],
  'unsupported-kind': ['只接受 .xlsx、.csv 和 .txt 文件', 'Only .xlsx, .csv and .txt files are accepted', ...saveAgain],
  'old-excel-or-locked': [
    '这是旧版 .xls 文件或加了密码的工作簿',
    'This is an old .xls file or a workbook with a password',
    '请去掉密码并另存为 .xlsx 后再上传',
    'Take the password off, save it as .xlsx and upload that',
  ],
  'unreadable-text': [
    '文字编码无法识别，只支持 UTF-8 和 GB18030（GBK）',
    'The text is neither UTF-8 nor GB18030 (GBK)',
    ...saveAgain,
  ],
  'broken-csv': ['CSV 格式有错，例如引号没有成对', 'The CSV is malformed, for example an open quote', ...saveAgain],
  'broken-xlsx': ['XLSX 文件已损坏', 'The XLSX file is damaged', ...saveAgain],
  'zip-bomb': [
    '文件解压后异常大，已拒绝打开',
    'The file grows out of proportion when unpacked and was not opened',
    '请删除表格下方和右侧的空行空列及多余格式，或另存为 CSV 后再上传',
    'Delete empty rows, empty columns and spare formatting, or save it as CSV',
  ],
  'too-many-rows': ['人数超过一次导入的上限', 'More people than one import may have', ...split],
  'too-many-columns': [
    '列数太多',
    'Too many columns',
    '请只保留名册模板中的列',
    'Keep only the columns of the template',
  ],
  'cell-too-long': [
    '有单元格内容过长',
    'A cell is too long',
    '请只填写模板要求的内容',
    'Fill in only what the template asks for',
  ],
  'no-header': [
    '找不到表头',
    'No header row was found',
    '请使用名册模板，表头至少有“姓名”“证件号码”“手机号”',
    'Use the template; the header needs at least 姓名, 证件号码, 手机号',
  ],
  'missing-columns': [
    '表头缺少必需的列',
    'The header lacks required columns',
    '请补上缺少的列后再上传',
    'Add the missing columns and upload again',
  ],
  'column-twice': [
    '同一内容的列出现了两次，无法判断以哪一列为准',
    'Two columns mean the same thing; which one counts is not clear',
    '请只保留其中一列',
    'Keep only one of them',
  ],
  'no-rows': [
    '名册里没有人员',
    'The roster has nobody in it',
    '请在表头下方填写人员',
    'Fill in people below the header',
  ],
};

/** The refusal of this code with its texts. */
export function refuseFile(code: FileFault, facts: Record<string, string | number> = {}): RefusedFile {
  return { ok: false, facts, ...findingOf(texts, code) };
}
