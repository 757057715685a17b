"""How far retention has come, what stays counted, and who was shown a withheld case.

Revision 0004, after 0003. Only adds: a process of the former version goes on as before.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema forward."""
    op.create_table('disclosure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enquiry_id', sa.Integer(), nullable=False),
    sa.Column('reader', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('way', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['enquiry_id'], ['enquiry.id'], name=op.f('fk_disclosure_enquiry_id')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_disclosure_member_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure')),
    sa.UniqueConstraint('enquiry_id', 'reader', 'day', name=op.f('uq_disclosure_enquiry_id_reader_day'))
    )
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosure_member_id'), ['member_id'], unique=False)

    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('thinned', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_index('ix_enquiry_thinned_closed', ['thinned', 'closed_at'], unique=False)

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kept', sa.JSON(none_as_null=True), nullable=True))



def downgrade() -> None:
    """Change it back."""
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_column('kept')

    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.drop_index('ix_enquiry_thinned_closed')
        batch_op.drop_column('thinned')

    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_member_id'))
        batch_op.drop_index(batch_op.f('ix_disclosure_at'))

    op.drop_table('disclosure')
